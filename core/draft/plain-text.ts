/** Longest text that is kept of one answer, in characters. */
export const longestText = 4000;

// Bidirectional controls, zero-width and other invisible characters, control characters except line ends.
const invisible = /[\p{Cc}\p{Cs}\p{Cf}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;

/** What a person typed without what cannot be seen: nothing hidden gets into the vault or onto a page. */
export const plainText = (typed: string): string =>
  typed
    .replace(/\r\n?|\p{Zl}|\p{Zp}/gu, '\n')
    .replace(invisible, (found: string) => (found === '\n' ? '\n' : found === '\t' ? ' ' : ''))
    .normalize('NFC')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
