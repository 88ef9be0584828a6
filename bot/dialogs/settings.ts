import { lastChannel } from '../../core/account/last-channel.ts';
import type { ButtonWanted } from '../../core/message.ts';
import { changeSettings } from '../../core/person/settings.ts';
import { emailInSettings } from './email.ts';
import type { DialogPart, Turn } from './turn.ts';

/** Quiet hours to choose from; the same hour twice means none. */
const quiet = [
  ['20:00', '07:00'],
  ['22:00', '07:00'],
  ['18:00', '08:00'],
  ['00:00', '00:00'],
] as const;

export const settingsDialog: DialogPart = {
  commands: { settings: (turn) => settings(turn) },
  taps: {
    settings: (turn) => settings(turn),
    'settings.quiet': async (turn, having) => {
      await turn.through(changeSettings, { quiet: { from: having['from'], to: having['to'] } });
      await turn.replyLines([{ text: 'common.saved' }]);
    },
    'settings.channel': async (turn, having) => {
      await turn.through(changeSettings, { accountId: having['account'] });
      await turn.replyLines([{ text: 'common.saved' }]);
    },
  },
};

async function settings(turn: Turn): Promise<void> {
  const person = await turn.db.person.findUniqueOrThrow({
    where: { id: turn.by.id },
    // The last channel is never the first: it has lines and buttons of its own.
    include: { accounts: { where: { deadAt: null, channel: { not: lastChannel } }, orderBy: { linkedAt: 'asc' } } },
  });
  const { quietFrom, quietTo, accounts } = person;
  const hours: ButtonWanted[] = quiet
    .filter(([from, to]) => from !== quietFrom || to !== quietTo)
    .map(([from, to]) => ({
      act: `quiet:${from}-${to}`,
      does: 'settings.quiet',
      having: { from, to },
      label: from === to ? 'button.quiet-none' : 'button.quiet',
      params: { from, to },
    }));
  const channels: ButtonWanted[] =
    accounts.length < 2
      ? []
      : accounts
          .filter((account) => !account.preferred)
          .map((account) => ({
            act: `prefer:${account.channel}`,
            does: 'settings.channel',
            having: { account: account.id },
            label: 'button.prefer-channel',
            params: { channel: account.channel },
          }));
  const email = await emailInSettings(turn);
  const none = quietFrom === quietTo;
  await turn.replyLines(
    [
      { text: 'settings.title' },
      none
        ? { text: 'settings.quiet-none' }
        : { text: 'settings.quiet', params: { from: clock(quietFrom), to: clock(quietTo) } },
      { text: 'settings.urgent' },
      ...accounts.map(({ channel, preferred }) => ({
        text: 'settings.channel',
        params: { channel, preferred: preferred && accounts.length > 1 ? 'yes' : 'no' },
      })),
      ...email.lines,
    ],
    { buttons: [...hours, ...channels, ...email.buttons, { act: 'language', does: 'language' }] },
  );
}

/** Words of a line take no colon: 20.00. */
const clock = (time: string) => time.replace(':', '.');
