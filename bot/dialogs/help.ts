import { holds, type RoleName } from '../../core/actor.ts';
import type { ButtonWanted } from '../../core/message.ts';
import { officesFor } from '../../core/referral/office-for.ts';
import type { CommandName } from './incoming.ts';
import type { DialogPart, Turn } from './turn.ts';

const ofOffice: readonly RoleName[] = ['intake', 'head', 'stand-in', 'case-manager', 'assistant'];

/** The commands that do something for this person. */
export function commandsOf(turn: Pick<Turn, 'by'>): CommandName[] {
  const own: CommandName[] = ['refer', 'status'];
  const office: CommandName[] = ofOffice.some((role) => holds(turn.by, role)) ? ['cases', 'deadlines', 'why'] : [];
  return [...own, ...office, 'settings', 'language', 'help', 'cancel'];
}

const buttons: readonly ButtonWanted[] = [
  { act: 'refer', does: 'refer' },
  { act: 'status', does: 'status' },
  { act: 'language', does: 'language' },
];

export const helpDialog: DialogPart = {
  commands: { help },
  taps: { help },
};

async function help(turn: Turn): Promise<void> {
  const [office] = await officesFor(turn.db, turn.by);
  if (office) await turn.reply('emergency', { emergency: office.id });
  await turn.replyLines(
    [{ text: 'talk.help.title' }, ...commandsOf(turn).map((command) => ({ text: `talk.help.${command}` }))],
    { buttons },
  );
}
