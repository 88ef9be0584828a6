import type { Button, HomeView, KnownBlock } from '@slack/types';
import type { Desk } from '../../../core/desk.ts';
import type { ButtonWanted } from '../../../core/message.ts';
import { besides, button, header, LIMITS, note, rows, section } from '../window/limits.ts';
import type { Speaker } from '../window/speaker.ts';
import { labelOf, type Standing } from './buttons.ts';
import type { Row } from './rows.ts';

/** Every button of the desk, in its order. */
export const buttonsIn = (desk: readonly Row[]): ButtonWanted[] =>
  desk.flatMap((row) => {
    if (row.is === 'buttons') return [...row.buttons];
    return row.is === 'line' && row.button ? [row.button] : [];
  });

/** The desk in a person's words: numbers to call first. Its texts name no child, no reporter and no answer. */
export async function homeView(
  speaker: Speaker,
  { officeId }: Pick<Desk, 'officeId'>,
  desk: readonly Row[],
  standing: readonly Standing[],
): Promise<HomeView> {
  const drawn: KnownBlock[] = [];
  const left = [...standing];
  const buttonFor: ButtonFor = async (wanted, about) => {
    const next = left.shift();
    if (next?.wanted !== wanted) throw new Error('a button of the desk has no row');
    const label = await speaker.line({ text: labelOf(wanted), params: (wanted.params ?? {}) as never });
    return button(label, `b:${next.id}`, next.id, about && `${label}: ${about}`);
  };
  for (const row of desk) drawn.push(...(await blocksOf(row, speaker, buttonFor)));
  return {
    type: 'home',
    blocks: [
      header(speaker.word('desk.title')),
      ...(officeId ? [section(await speaker.emergency(officeId))] : []),
      note(speaker.word('desk.where')),
      ...drawn,
    ].slice(0, LIMITS.blocks),
  };
}

/** `about`: what stands beside it, for whoever hears the button alone. */
type ButtonFor = (wanted: ButtonWanted, about?: string) => Promise<Button>;

async function blocksOf(row: Row, speaker: Speaker, buttonFor: ButtonFor): Promise<KnownBlock[]> {
  switch (row.is) {
    case 'heading':
      return [header(await speaker.line(row.line))];
    case 'line': {
      const words = await speaker.line(row.line);
      return [row.button ? besides(words, await buttonFor(row.button, words)) : section(words)];
    }
    case 'language':
      return [section(speaker.word('desk.language', { language: row.name }))];
    case 'more':
      return [note(speaker.word('desk.more', { count: row.count, command: row.command }))];
    case 'buttons': {
      const made: Button[] = [];
      for (const wanted of row.buttons) made.push(await buttonFor(wanted));
      return rows(row.name, made);
    }
  }
}
