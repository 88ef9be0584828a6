import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { Shown } from '../../dialogs/form-walk/window.ts';
import { type Field, wordsOf } from '../../forms/form.ts';
import { type Page, pagesOf } from '../../forms/page.ts';
import { type Asked, inputOf } from './field.ts';
import { button, modal, note, rows, section } from './limits.ts';
import { written } from './place.ts';
import type { Speaker } from './speaker.ts';

export const backAction = 'back';
export const nowAction = 'now';

/** One page of a form as a window: its inputs, and Back. `check`: it was opened from the summary and goes back there. */
export async function pageView(
  walk: Shown,
  page: Page,
  { speaker, check = false, blocks = {} }: { speaker: Speaker; check?: boolean; blocks?: Asked['blocks'] },
): Promise<ModalView> {
  const { form } = walk.filing;
  const pages = pagesOf(form, walk.answers);
  const at = pages.findIndex(({ name }) => name === page.name);
  const asked: Asked = { form, answers: walk.answers, speaker, blocks };
  const isLast = at === pages.length - 1;
  return modal({
    callback: 'form',
    metadata: written({ draft: walk.draft.id, page: page.name, ...(check ? { check } : {}) }),
    title: titleOf(speaker, page, at + 1, pages.length),
    submit: speaker.word(check || isLast ? 'window.check' : 'window.next'),
    close: speaker.word('window.close'),
    tells: true,
    blocks: [
      ...(at === 0 ? await numbersOf(walk, speaker) : []),
      ...page.fields.flatMap((field) => blocksOf(asked, field)),
      ...(at > 0 || check ? rows('steps', [button(speaker.word('common.back'), backAction, page.name)]) : []),
    ],
  });
}

const titleOf = (speaker: Speaker, { name }: Page, step: number, of: number): string => {
  const words = speaker.named(`form.section.${name}`);
  return of > 1 ? speaker.word('common.step', { step, of, section: words }) : words;
};

/** Numbers first, where somebody is about to say that a child is in danger. */
async function numbersOf({ filing, answers }: Shown, speaker: Speaker): Promise<KnownBlock[]> {
  const { office } = answers;
  if (!filing.form.fields.some(({ name }) => name === 'danger') || typeof office !== 'string') return [];
  const sent = filing.reached ? [note(speaker.word('window.danger'))] : [];
  return [section(await speaker.emergency(office)), ...sent];
}

function blocksOf(asked: Asked, field: Field): (KnownBlock | InputBlock)[] {
  if (field.kind === 'files') return filesOf(asked, field);
  if (field.kind === 'instant') return [inputOf(asked, field), nowButton(asked, field)];
  const isAnotherChild = /^childName-\d+$/.test(field.name);
  return [...(isAnotherChild ? [{ type: 'divider' } as const] : []), inputOf(asked, field)];
}

/** Nothing is preset in a picker: whoever means this moment says so with one tap. */
function nowButton({ form, speaker }: Asked, field: Field): KnownBlock {
  const [now, label] = [speaker.word('common.now'), speaker.named(`${wordsOf(form, field)}.label`)];
  const element = button(now, nowAction, field.name, `${now}: ${label}`);
  return { type: 'actions', block_id: `now-${field.name}`, elements: [element] };
}

/** Slack keeps a file that was put into a window; only the person can delete it there. */
function filesOf(asked: Asked, field: Extract<Field, { kind: 'files' }>): (KnownBlock | InputBlock)[] {
  const { speaker, answers } = asked;
  const count = Number(answers[field.name] ?? 0);
  const left = field.most - count;
  return [
    ...(count > 0 ? [section(speaker.word('window.files-stored', { count }))] : []),
    ...(left > 0 ? [inputOf(asked, { ...field, most: left })] : []),
    note(speaker.word('window.file-copy')),
  ];
}
