/** UTF-16 units; the platform's own limit of a text. */
const MOST_IN_A_TEXT = 4096;

/** A text in pieces that the platform takes, cut at line ends, else at blanks, never inside a character. */
export function pieces(text: string, most = MOST_IN_A_TEXT): string[] {
  const found: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const at = cutOf(rest, most);
    found.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  found.push(rest);
  return found.filter((piece) => piece.trim() !== '');
}

function cutOf(text: string, most: number): number {
  const line = text.lastIndexOf('\n', most);
  if (line > most / 2) return line;
  const blank = text.lastIndexOf(' ', most);
  if (blank > most / 2) return blank;
  return (text.codePointAt(most - 1) ?? 0) > 0xffff ? most - 1 : most;
}
