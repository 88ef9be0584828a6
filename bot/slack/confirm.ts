import type { ConfirmationDialog } from '@slack/types';
import type { Wording } from '../../core/wording.ts';
import type { Confirm } from './blocks.ts';

/** What cannot be undone by a next tap is asked about before it is done. */
const ASKED = ['send', 'withdraw', 'discard'] as const;
type Asked = (typeof ASKED)[number];

export const isAsked = (act: string): act is Asked => (ASKED as readonly string[]).includes(act);

export const confirmIn =
  ({ say }: Wording): Confirm =>
  (act): ConfirmationDialog | undefined =>
    isAsked(act)
      ? {
          title: { type: 'plain_text', text: say(`slack.confirm.${act}.title`) },
          text: { type: 'plain_text', text: say(`slack.confirm.${act}.text`) },
          confirm: { type: 'plain_text', text: say(`slack.confirm.${act}.yes`) },
          deny: { type: 'plain_text', text: say('slack.confirm.no') },
          ...(act === 'discard' ? { style: 'danger' as const } : {}),
        }
      : undefined;
