/** What may be written of an error: what kind, and where. Never its message, which may hold what a person typed. */
export interface FaultInShort {
  readonly name: string;
  readonly code?: string;
  /** `core/door.ts:84`, innermost first. */
  readonly at: readonly string[];
  readonly cause?: FaultInShort;
}

const word = /^[\w.-]{1,60}$/;
const place = /^\s+at (?:.*\()?(?:file:\/\/)?(\/[\w./@+-]+|node:[\w/]+):(\d+)(?::\d+)?\)?$/;
const here = new URL('../../', import.meta.url).pathname;

export function faultInShort(fault: unknown, depth = 0): FaultInShort {
  if (!(fault instanceof Error)) return { name: typeof fault, at: [] };
  const { code } = fault as { code?: unknown };
  // A message of several lines stands in the stack too.
  const stack = (fault.stack ?? '').replace(fault.message, '');
  const at = stack.split('\n').flatMap((line) => {
    const [, file, number] = place.exec(line) ?? [];
    return file ? [`${file.replace(here, '')}:${number}`] : [];
  });
  return {
    name: word.test(fault.name) ? fault.name : 'Error',
    ...(typeof code === 'string' && word.test(code) ? { code } : {}),
    at: at.slice(0, 8),
    ...(fault.cause !== undefined && depth < 3 ? { cause: faultInShort(fault.cause, depth + 1) } : {}),
  };
}

/** The code of a fault, else its kind: what a dead letter keeps. */
export function faultCode(fault: unknown): string {
  const { code, name } = faultInShort(fault);
  return code ?? name;
}
