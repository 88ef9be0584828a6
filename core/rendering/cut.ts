/** What the chat platforms take in one message. */
export const mostCharacters = 4096;

/** Cuts at the end of a line and says so; a first line that is too long by itself is cut where it must be. */
export function cut(text: string, hint: string, most = mostCharacters): string {
  if (text.length <= most) return text;
  const tail = `\n…\n${hint}`;
  const room = text.slice(0, most - tail.length);
  const end = room.lastIndexOf('\n');
  // Half a character would be shown as a box.
  const kept = end > 0 ? room.slice(0, end) : room.replace(/[\uD800-\uDBFF]$/, '');
  return kept.trimEnd() + tail;
}
