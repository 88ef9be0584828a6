import type { Button, KnownBlock, ModalView } from '@slack/types';
import type { Line } from '../../../core/message.ts';
import { linesOf } from '../../dialogs/form-walk/summary.ts';
import type { Shown } from '../../dialogs/form-walk/window.ts';
import { askedFields, wordsOf } from '../../forms/form.ts';
import { pagesOf, pageWith } from '../../forms/page.ts';
import { besides, button, modal, plain, rows, section } from './limits.ts';
import { written } from './place.ts';
import type { Speaker } from './speaker.ts';

export const changeAction = 'change';
export const discardAction = 'discard';

/** Everything that was answered, numbered, personal answers as stored; each leads back to its page. Sent by the window's own button. */
export async function checkView(
  walk: Shown,
  { speaker, before = [] }: { speaker: Speaker; before?: readonly Line[] },
): Promise<ModalView> {
  const { filing, answers } = walk;
  const pages = pagesOf(filing.form, answers);
  const answered = askedFields(filing.form, answers).filter(
    ({ name }) => answers[name] !== undefined && answers[name] !== null,
  );
  const lines: KnownBlock[] = [];
  for (const [index, field] of answered.entries()) {
    const said = await Promise.all(linesOf(walk, field, index + 1).map(speaker.line));
    const label = speaker.named(`${wordsOf(filing.form, field)}.label`);
    const spoken = speaker.word('window.change-what', { n: index + 1, field: label });
    const page = pageWith(pages, field)?.name ?? '';
    const change = button(speaker.word('window.change'), changeAction, page, spoken);
    lines.push({ ...besides(said.join('\n'), change), block_id: `line-${field.name}` });
  }
  const heading = speaker.word(answered.length > 0 ? 'window.summary' : 'form.summary.empty');
  return modal({
    callback: 'check',
    metadata: written({ draft: walk.draft.id }),
    title: speaker.word('window.check'),
    submit: speaker.word('common.send'),
    close: speaker.word('window.close'),
    tells: true,
    blocks: [
      ...(await Promise.all(before.map(speaker.line))).map(section),
      section(heading),
      ...lines,
      ...rows('steps', [discardButton(speaker)]),
    ],
  });
}

const discardButton = (speaker: Speaker): Button => ({
  ...button(speaker.word('common.discard'), discardAction, 'discard'),
  style: 'danger',
  confirm: {
    title: plain('confirmTitle', speaker.word('common.discard')),
    text: plain('confirm', speaker.word('window.discard-sure')),
    confirm: plain('confirmButton', speaker.word('common.discard')),
    deny: plain('confirmButton', speaker.word('common.back')),
  },
});
