/** A text in pieces of at most so many UTF-16 units, cut at line ends, else at blanks, never inside a character. */
export function pieces(text: string, most: number): string[] {
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
