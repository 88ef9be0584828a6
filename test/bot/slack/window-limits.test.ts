import type { ModalView } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { filings, forms } from '../../../bot/dialogs/all.ts';
import type { Shown } from '../../../bot/dialogs/form-walk/window.ts';
import type { Filing } from '../../../bot/dialogs/form-walk.ts';
import { type Answer, type Answers, askedFields, type Field, type Form } from '../../../bot/forms/form.ts';
import { pagesOf } from '../../../bot/forms/page.ts';
import { checkView } from '../../../bot/slack/window/check.ts';
import { pageView } from '../../../bot/slack/window/form-page.ts';
import { cutTo, LIMITS, modal, section } from '../../../bot/slack/window/limits.ts';
import type { Speaker } from '../../../bot/slack/window/speaker.ts';
import { newId } from '../../../core/id.ts';
import { type Locale, loadWording, locales } from '../../../core/wording.ts';
import { checkedView } from '../../support/slack-fake/view-rules.ts';

const wordings = loadWording();
const now = new Date('2026-11-23T08:00:00Z');
const planted = 'Planted Planteshi';

function aSpeaker(locale: Locale): Speaker {
  const { say, sayNamed, has } = wordings(locale);
  const words = (value: unknown): string | number => {
    if (typeof value === 'object' && value !== null && 'phrase' in value) return sayNamed(String(value.phrase));
    return typeof value === 'number' ? value : String(value);
  };
  return {
    listener: { personId: newId(), locale, zone: 'Europe/Belgrade' },
    word: say,
    named: sayNamed,
    has,
    emergency: async () => 'Police 192 · Emergency 112 · Child helpline 116 111',
    line: async ({ text, params = {} }) =>
      sayNamed(text, Object.fromEntries(Object.entries(params).map(([name, value]) => [name, words(value)]))),
  };
}

/** An answer of that kind, as wide as it can be. */
function fullest(field: Field): Answer {
  switch (field.kind) {
    case 'choices':
      return field.options;
    case 'choice':
      return field.options[0] ?? null;
    case 'number':
      return field.most;
    case 'files':
      return 1;
    case 'instant':
      return '2026-11-22T08:00:00.000Z';
    case 'birth-date':
      return '2016-04-30';
    case 'text':
      return `${planted} ${'x'.repeat(field.most - planted.length - 1)}`;
  }
}

const answered = (form: Form, chosen: Answers): Answers => {
  const answers: Record<string, Answer> = { office: newId() };
  // What is asked depends on what was answered before it.
  for (const field of form.fields) {
    if (askedFields(form, answers).includes(field)) answers[field.name] = chosen[field.name] ?? fullest(field);
  }
  return answers;
};

/** With the options under which the most is asked; then each option in turn, and nothing answered at all. */
function* waysThrough(form: Form): Generator<Answers> {
  let widest: Answers = Object.fromEntries(
    form.fields.flatMap(({ name }) => (name.startsWith('another') ? [[name, 'yes']] : [])),
  );
  // The second child and those after it are asked for as the first.
  const chosen = form.fields.flatMap((field) =>
    field.kind === 'choice' && !/-[3-9]$/.test(field.name) ? [field] : [],
  );
  const asked = (answers: Answers) => askedFields(form, answered(form, answers)).length;
  for (const field of chosen) {
    for (const option of field.options) {
      const next = { ...widest, [field.name]: option };
      if (asked(next) > asked(widest)) widest = next;
    }
  }
  yield { office: newId() };
  yield answered(form, widest);
  for (const field of chosen) {
    for (const option of [...field.options, ...(field.unknown ? ['dont-know'] : [])]) {
      yield answered(form, { ...widest, [field.name]: option });
    }
  }
}

const shownOf = (filing: Filing, answers: Answers): Shown => ({
  filing,
  answers,
  draft: {
    id: newId(),
    personId: newId(),
    form: filing.form.id,
    caseId: null,
    sealedAnswers: new Uint8Array(),
    identifiedAt: null,
    touchedAt: now,
    sentAt: null,
    discardedAt: null,
  },
});

async function windowsOf(filing: Filing, answers: Answers, speaker: Speaker): Promise<ModalView[]> {
  const walk = shownOf(filing, answers);
  const pages = await Promise.all(
    pagesOf(filing.form, answers).flatMap((page) => [
      pageView(walk, page, { speaker }),
      pageView(walk, page, { speaker, check: true }),
    ]),
  );
  return [...pages, await checkView(walk, { speaker, before: [{ text: 'refused.draft-incomplete' }] })];
}

const cutWords = (view: ModalView): string[] => JSON.stringify(view).match(/[^"]*…"/g) ?? [];

describe.each(locales)('in %s', (locale) => {
  const speaker = aSpeaker(locale);

  test.each(filings.map((filing) => [filing.form.id, filing] as const))(
    'every page of %s keeps to what the platform takes',
    async (_, filing) => {
      for (const answers of waysThrough(filing.form)) {
        for (const view of await windowsOf(filing, answers, speaker)) {
          checkedView(JSON.parse(JSON.stringify(view)), 'modal');
          // Nothing but a long title is cut: what is asked can be read to its end.
          expect(cutWords(view).filter((words) => !words.startsWith(view.title.text))).toEqual([]);
          expect(JSON.stringify(view)).not.toContain(planted);
        }
      }
    },
  );
});

test('every form has pages that a phone can show: eight questions, more only where there are more children', () => {
  for (const form of forms) {
    for (const answers of waysThrough(form)) {
      for (const { name, fields } of pagesOf(form, answers)) {
        expect(name === 'child' ? 0 : fields.length, `${form.id} ${name}`).toBeLessThanOrEqual(8);
      }
    }
  }
});

test('cuts what would break a limit, never through a character', () => {
  expect(cutTo('title', 'Short')).toBe('Short');
  expect(cutTo('title', 'x'.repeat(60))).toHaveLength(LIMITS.title);
  expect(cutTo('title', `${'x'.repeat(22)}😀😀`)).toBe(`${'x'.repeat(22)}…`);
  const many = modal({
    title: 'x'.repeat(99),
    close: 'y'.repeat(99),
    submit: 'z'.repeat(99),
    callback: 'last',
    blocks: Array.from({ length: 130 }, (_, index) => section('w'.repeat(index === 0 ? 4000 : 40))),
  });
  expect(() => checkedView(JSON.parse(JSON.stringify(many)), 'modal')).not.toThrow();
});
