import { type CommandName, commands } from '../dialogs/incoming.ts';

const known: ReadonlySet<string> = new Set(commands);
const isKnown = (name: string): name is CommandName => known.has(name);

/**
 * The command that a text begins with: `/why QPR-2026-0001`, `/refer@bot`. A word that is no command of ours asks for help:
 * it must not be stored as the answer to an open question.
 */
export function commandIn(text: string): { name: CommandName; argument: string } | null {
  const [, word, argument = ''] = /^\/([a-z][a-z0-9_]{0,31})(?:@\w+)?(?:\s+([\s\S]*))?$/i.exec(text.trim()) ?? [];
  if (word === undefined) return null;
  const name = word.toLowerCase();
  return isKnown(name) ? { name, argument: argument.trim() } : { name: 'help', argument: '' };
}
