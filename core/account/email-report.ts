/** What a mail server says of a mail of ours that it could not hand over (RFC 3464). */
export interface BounceReport {
  /** Nobody is reached there. False: it is only late, or was handed over. */
  readonly failed: boolean;
  /** Id of the message that stands in the returned mail's headers. */
  readonly messageId: string;
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const ours = [
  new RegExp(`^x-tryeza-ref: *(${uuid}) *$`, 'i'),
  new RegExp(`^message-id: *<(${uuid})@[^<>\\s]*> *$`, 'i'),
];
const partOf = /^content-type: *(message|text)\/([\w-]+)/i;
const returned = new Set(['rfc822', 'rfc822-headers', 'global', 'global-headers']);
const longest = 2_000;
/** A report has some hundred. */
const mostLines = 20_000;

/** Null when it is no such report, or of no mail of ours. Reads line by line: whoever writes mails may have written it. */
export function readBounceReport(raw: string): BounceReport | null {
  const { status, headers } = partsOf(raw);
  const groups = groupsOf(status);
  const [messageId] = ours.flatMap((shape) => headers.flatMap((line) => shape.exec(line)?.[1] ?? []));
  if (groups.length === 0 || !messageId) return null;
  const failed = groups.some((group) => group.action === 'failed' && group.status.startsWith('5.'));
  const reached = groups.some(({ action }) => action === 'delivered' || action === 'relayed' || action === 'expanded');
  return { failed: failed && !reached, messageId: messageId.toLowerCase() };
}

/** The fields of the report, and the headers of the mail that came back; of each the first that is there. */
function partsOf(raw: string): { status: readonly string[]; headers: readonly string[] } {
  const status: string[] = [];
  const headers: string[] = [];
  let into: 'status' | 'part' | 'headers' | null = null;
  for (const line of unfolded(raw)) {
    const [, kind = '', subtype = ''] = partOf.exec(line) ?? [];
    if (line.startsWith('--')) into = null;
    else if (into === null && kind && subtype.toLowerCase() === 'delivery-status' && status.length === 0)
      into = 'status';
    else if (into === null && kind && returned.has(subtype.toLowerCase()) && headers.length === 0) into = 'part';
    else if (into === 'status') status.push(line);
    // Behind the headers of the part stands an empty line, and behind those of the mail another one.
    else if (into === 'part' && line === '') into = 'headers';
    else if (into === 'headers' && line === '') into = null;
    else if (into === 'headers') headers.push(line);
  }
  return { status, headers };
}

const unfolded = (raw: string): string[] =>
  raw
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+(?=\S)/g, ' ')
    .split('\n', mostLines)
    .map((line) => line.slice(0, longest).trimEnd());

/** One group of fields a recipient, with what became of the mail there. */
function groupsOf(lines: readonly string[]): { action: string; status: string }[] {
  const groups: Map<string, string>[] = [new Map()];
  for (const line of lines) {
    if (line === '') groups.push(new Map());
    const [, name, value] = /^(action|status): *([\w.]{1,40})/i.exec(line) ?? [];
    if (name && value) groups.at(-1)?.set(name.toLowerCase(), value.toLowerCase());
  }
  return groups.flatMap((group) => {
    const [action, status] = [group.get('action'), group.get('status')];
    return action && status ? [{ action, status }] : [];
  });
}
