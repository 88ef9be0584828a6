import type { Lane, Params as MessageParams, ParamKind } from './message.ts';
import type { Rendered } from './outbox/transport.ts';
import { argumentsOf, said, type Telling } from './rendering/argument.ts';
import { cut } from './rendering/cut.ts';
import type { Listener } from './rendering/listener.ts';
import { instantsIn } from './rendering/said-once.ts';
import type { Db } from './store.ts';
import { templateOf } from './templates.ts';
import type { Keyring } from './vault.ts';
import type { Params, Wordings } from './wording.ts';

export { type Listener, listenerOf } from './rendering/listener.ts';

/** What of a message row is put into words. */
export interface Unsaid {
  readonly id: string;
  readonly template: string;
  readonly params: MessageParams;
  readonly field: string | null;
  readonly lane: Lane;
}

/** Puts a message into the words of whoever reads it, at the moment it is sent. Faults on a text that cannot be said. */
export type Render = (message: Unsaid, listener: Listener) => Promise<Rendered>;

export interface RenderingParts {
  readonly db: Db;
  readonly wording: Wordings;
  readonly keyring: Keyring;
  /** The address of a secure link; it is made here and stored nowhere. */
  readonly addressOf: (linkId: string) => string | Promise<string>;
}

/** The word for an optional parameter that is absent: `{hint, select, none {} other {…}}`. */
const absent = 'none';

export function openRendering({ wording: wordings, ...parts }: RenderingParts): Render {
  return async (message, { locale, zone }) => {
    const wording = wordings(locale);
    const telling: Telling = { ...parts, wording, instants: instantsIn(wording, zone) };
    const text = telling.instants.written(await textOf(telling, message));
    return {
      text: cut(text, wording.say('message.cut')),
      buttons: await buttonsUnder(telling, message.id, zone),
      template: message.template,
      field: message.field,
      lane: message.lane,
    };
  };
}

async function textOf(telling: Telling, { template: name, params }: Unsaid): Promise<string> {
  const template = templateOf(name);
  const given = await Promise.all(
    Object.entries(template.params).map(([key, declared]): Promise<Params> | Params => {
      const value = params[key];
      if (value === undefined || value === null) return { [key]: absent };
      return argumentsOf(telling, key, declared.replace('?', '') as ParamKind, value);
    }),
  );
  return telling.wording.sayNamed(template.text, Object.assign({}, ...given));
}

async function buttonsUnder(telling: Telling, messageId: string, zone: string): Promise<Rendered['buttons']> {
  const rows = await telling.db.button.findMany({ where: { messageId, usedAt: null }, orderBy: { position: 'asc' } });
  return Promise.all(
    rows.map(async ({ id, act, label, params }) => {
      const instants = instantsIn(telling.wording, zone);
      return { id, act, label: instants.written(await said({ ...telling, instants }, label, params as Params)) };
    }),
  );
}
