import type { ModalView } from '@slack/types';
import type { Line } from '../../../core/message.ts';
import { modal, section } from './limits.ts';
import type { Speaker } from './speaker.ts';

/** Nothing is left to be done in this window: it says so, and closes. */
export async function lastPage(speaker: Speaker, title: 'done' | 'closed', line: Line): Promise<ModalView> {
  return modal({
    callback: 'last',
    title: speaker.word(`window.${title}`),
    close: speaker.word('common.close'),
    blocks: [section(await speaker.line(line))],
  });
}

export const donePage = (speaker: Speaker) => lastPage(speaker, 'done', { text: 'window.answer-in-messages' });

export const sentPage = (speaker: Speaker, at: Date) =>
  lastPage(speaker, 'done', { text: 'window.sent-before', params: { at: at.toISOString() } });

/** Said before it is known who reads it: its title and its button are the same in every language. */
export const waitingPage = (words: string): ModalView =>
  modal({ callback: 'last', title: 'Tryeza', close: 'OK', blocks: [section(words)] });
