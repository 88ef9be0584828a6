import { type CommandName, commands } from '../dialogs/incoming.ts';
import { listened } from './listened.ts';

/** The one command that Slack knows this app by; ours are its first word. */
export const slashCommand = listened.command;

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Words as a person typed them: Slack escapes three characters and dresses addresses up as `<address|shown>`. */
export const asTyped = (text: string): string =>
  text
    .replace(/<(?:mailto:|tel:)?([^<>|]+)(?:\|([^<>]*))?>/g, (_, address: string, shown?: string) => shown || address)
    .replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);

const known: ReadonlySet<string> = new Set(commands);
const isKnown = (name: string): name is CommandName => known.has(name);

/** What follows `/tryeza`, with it or without. A word that is no command of ours, or none at all, asks for help. */
export function commandIn(text: string): { name: CommandName; argument: string } {
  const typed = asTyped(text)
    .trim()
    .replace(/^\/tryeza(?![\w-])\s*/i, '');
  const [, word = '', argument = ''] = /^\/?(\S*)\s*([\s\S]*)$/.exec(typed) ?? [];
  const name = word.toLowerCase();
  return isKnown(name) ? { name, argument: argument.trim() } : { name: 'help', argument: '' };
}

// `/start` is only ever named to those who hand an invitation on, for every channel at once.
const named = new RegExp(`(?<![\\w/])/(${commands.filter((name) => name !== 'start').join('|')})(?![\\w-])`, 'g');

/** Sentences name commands as other chats know them (`/refer`); in Slack they are words of the one command. */
export const inSlackWords = (text: string): string => text.replace(named, `${slashCommand} $1`);
