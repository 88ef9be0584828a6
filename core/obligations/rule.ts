import type { FactKind, SubjectType } from '../fact.ts';
import type { Limit } from './calendar.ts';

export type Authority = 'regulation' | 'law' | 'guide' | 'local-plan' | 'office-policy';

/** Who hears a step. `duty:1` is the first of the office's duty order. */
export type Recipient = 'reporter' | 'head' | 'stand-in' | 'case-manager' | 'intake' | 'admin' | `duty:${number}`;

/** An offset from the start or from the limit: `start+12h`, `due-1h`, `due`, `due+15m`. Minutes and hours run through everything; days are wall-clock. */
export type StepAt = 'start' | 'due' | `${'start' | 'due'}${'+' | '-'}${number}${'m' | 'h' | 'd'}`;

export interface Step {
  readonly at: StepAt;
  readonly to: readonly Recipient[];
  /** "I have it" quiets it. Steps at and after the limit, and those to a superior, are never quieted. */
  readonly comfort?: boolean;
}

/** A limit of the law as data. Everything that is said about it is derived from this. */
export interface Rule {
  readonly id: string;
  readonly version: number;
  readonly pack: string;
  readonly kind: 'D' | 'R' | 'C' | 'T';
  readonly authority: Authority;
  /** File name of the source document. */
  readonly document: string;
  /** Where in it: article or lines, with the law it quotes. */
  readonly source: string;
  /** Its words, verbatim and without ellipsis. */
  readonly quote: string;
  readonly on: SubjectType;
  readonly starts: FactKind;
  /** Only when the starting fact says so. */
  readonly startsWhen?: Readonly<Record<string, string | number | boolean>>;
  readonly met: FactKind;
  readonly metWhen?: Readonly<Record<string, string | number | boolean>>;
  /** These make it not applicable while it is open. */
  readonly ends: readonly FactKind[];
  readonly limit: Limit;
  /** Whose duty. */
  readonly owner: 'reporter' | 'head' | 'case-manager';
  readonly ladder: readonly Step[];
  /** The tap (bot/dialogs) that leads to the closing act; a button under each reminder. */
  readonly fulfil: string;
}
