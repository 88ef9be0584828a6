import type { Line, ParamKind } from '../message.ts';
import { officeById } from '../office.ts';
import type { Db } from '../store.ts';
import type { Keyring } from '../vault.ts';
import { type Locale, ownName, type Params, type Wording } from '../wording.ts';
import { ruleWords, sourceWords } from './rule-words.ts';
import type { Instants } from './said-once.ts';
import { staffName } from './staff-name.ts';

/** The room in which one message is put into words. */
export interface Telling {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly wording: Wording;
  readonly instants: Instants;
  readonly addressOf: (linkId: string) => string | Promise<string>;
}

/** A parameter as the text takes it: most kinds give one argument, a rule gives several. */
export async function argumentsOf(telling: Telling, key: string, kind: ParamKind, value: unknown): Promise<Params> {
  if (kind === 'rule') return ruleWords(telling.wording, key, String(value));
  return { [key]: await inWords(telling, kind, value) };
}

async function inWords(telling: Telling, kind: ParamKind, value: unknown): Promise<string | number> {
  const { db, keyring, wording, instants } = telling;
  const text = String(value);
  switch (kind) {
    case 'count':
      return Number(value);
    case 'instant':
      return instants.mark(new Date(text));
    case 'phrase':
      return wording.sayNamed(text);
    case 'word':
      return asOption(text);
    case 'source':
      return sourceWords(wording, text);
    case 'staff':
      return staffName(db, keyring, text);
    case 'office':
      return (await officeById(db, text)).name;
    case 'emergency':
      return emergencyNumbers(telling, text);
    case 'place':
      return (await db.place.findUniqueOrThrow({ where: { id: text } })).name;
    case 'link':
      return telling.addressOf(text);
    case 'language':
      return ownName[text as Locale];
    case 'lines':
      return (await Promise.all((value as readonly Line[]).map((line) => said(telling, line.text, line.params)))).join(
        '\n',
      );
    default:
      return text;
  }
}

async function emergencyNumbers({ db, wording }: Telling, officeId: string): Promise<string> {
  const { settings } = await officeById(db, officeId);
  return settings.emergency
    .map(({ what, number }) => `${wording.say(`message.emergency.${what}`)} ${number}`)
    .join(' · ');
}

const word = /^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/;

/** ICU knows no hyphen and no dot in the name of an option: `stand-in` is `{role, select, stand_in {…} …}`. */
const asOption = (text: string): string => (word.test(text) ? text.replace(/[.-]/g, '_') : text);

const instant = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/;

/** A text of the wording whose arguments say by their form what they are: lines of an answer, labels of buttons. */
export async function said(
  telling: Telling,
  text: string,
  params: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const given = await Promise.all(
    Object.entries(params).map(async ([key, value]) => [key, await loose(telling, value)] as const),
  );
  return telling.wording.sayNamed(text, Object.fromEntries(given));
}

async function loose({ db, keyring, wording, instants }: Telling, value: unknown): Promise<string | number> {
  if (typeof value === 'number') return value;
  if (typeof value === 'object' && value !== null) {
    if ('phrase' in value) return wording.sayNamed(String(value.phrase));
    if ('staff' in value) return staffName(db, keyring, String(value.staff));
    if ('reference' in value) return String(value.reference);
  }
  const text = String(value);
  return instant.test(text) ? instants.mark(new Date(text)) : asOption(text);
}
