import { type CommandName, commands } from '../dialogs/incoming.ts';

/** A command as it was typed: with a slash anything may follow, without it the word stands alone or before one more. */
const typed = new RegExp(
  `^(?:/(${commands.join('|')})(?:\\s+([\\s\\S]*))?|(${commands.join('|')})(?:\\s+(\\S{1,200}))?)$`,
);

export function commandIn(text: string): { name: CommandName; argument: string } | null {
  const [, slashed, rest, bare, word] = typed.exec(text.trim()) ?? [];
  const name = (slashed ?? bare) as CommandName | undefined;
  return name ? { name, argument: (rest ?? word ?? '').trim() } : null;
}

const publicArgument = /^[A-Z0-9-]{6,20}$/;

/** A command's words for the chat; its argument only when it is a case number or a reference. An invite code is a secret. */
export const commandWords = ({ name, argument }: { name: string; argument: string }): string =>
  publicArgument.test(argument) ? `/${name} ${argument}` : `/${name}`;

/** Words that say when, how many or nothing at all: all that is shown again of what was typed. */
export const isPlain = (text: string): boolean => /^(?:now|tani|sada|[\d\s.:,TZ+/-]{1,40})$/i.test(text.trim());
