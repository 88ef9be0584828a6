import type { Refused } from '../core/errors.ts';
import { said } from '../core/rendering/argument.ts';
import { instantsIn } from '../core/rendering/said-once.ts';
import { WordingFault } from '../core/wording.ts';
import type { ApiParts } from './parts.ts';

export interface Reader {
  readonly locale: Parameters<ApiParts['wording']>[0];
  /** Whose wall clock the instants of the sentence are told by. */
  readonly zone: string;
}

/** What the rules refused, in a sentence. One that cannot be said is no reason to answer with a fault. */
export async function refusedWords(
  { store, keyring, wording, log }: Pick<ApiParts, 'store' | 'keyring' | 'wording' | 'log'>,
  { reason, detail }: Refused,
  { locale, zone }: Reader,
): Promise<string> {
  const w = wording(locale);
  const instants = instantsIn(w, zone);
  try {
    const telling = { db: store, keyring, wording: w, instants, addressOf: () => '' };
    return instants.written(await said(telling, `refused.${reason}`, detail));
  } catch (fault) {
    if (!(fault instanceof WordingFault)) throw fault;
    log.error({ code: reason, fault }, 'a refusal has no words');
    return titleOf(reason);
  }
}

/** `case-not-found` as `Case not found`: the stable English title of a problem. */
export function titleOf(code: string): string {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
