import type { z } from 'zod';
import type { Actor } from './actor.ts';
import type { Detail, Happening } from './fact.ts';
import type { MessageWanted } from './message.ts';
import type { ActName, Matter } from './permission.ts';
import type { Transaction } from './store.ts';
import type { Keyring } from './vault.ts';

/** What an act may use. Nothing else: no channel, no queue, no clock of its own. */
export interface Room {
  readonly db: Transaction;
  readonly now: Date;
  readonly by: Actor;
  readonly keyring: Keyring;
}

/** What an act did. The door records the facts, keeps the obligations, writes the messages and the audit entry. */
export interface Done<Result> {
  readonly result: Result;
  readonly facts?: readonly Happening[];
  readonly messages?: readonly MessageWanted[];
  /** Where it is audited: `case:<id>` …; one entry for each chain. */
  readonly audited: readonly string[];
  readonly detail?: Detail;
  /** Ids of subjects that this act brought into being. */
  readonly fresh?: readonly string[];
}

export interface Act<Input, Found, Result> {
  readonly name: ActName;
  readonly input: z.ZodType<Input>;
  /** Finds and locks what the act is about. Throws `Refused` when it is not there. */
  readonly find: (room: Room, input: Input) => Promise<{ found: Found; matter: Matter }>;
  readonly perform: (room: Room, input: Input, found: Found) => Promise<Done<Result>>;
}

/** An act behind the one door. */
export const act = <Input, Found, Result>(
  name: ActName,
  definition: Omit<Act<Input, Found, Result>, 'name'>,
): Act<Input, Found, Result> => ({ name, ...definition });
