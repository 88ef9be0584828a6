import type { Act, Room } from './act.ts';
import { type Actor, actorOf } from './actor.ts';
import { appendAudit } from './audit.ts';
import type { Clock } from './clock.ts';
import { Refused, refused } from './errors.ts';
import { keepFacts, record } from './fact.ts';
import { type Failing, neverFailing } from './failpoint.ts';
import type { MessageWanted } from './message.ts';
import { keepObligations } from './obligations/keep.ts';
import { redrawDesk, type Written, writeMessages } from './outbox/write.ts';
import { may } from './permission.ts';
import type { Store, Transaction } from './store.ts';
import type { Keyring } from './vault.ts';

/** One transaction of one person. Acts done in it, and what is said in it, become visible together or not at all. */
export interface Visit {
  readonly db: Transaction;
  readonly now: Date;
  readonly by: Actor;
  readonly keyring: Keyring;
  /** Performs an act. What the rules refuse leaves nothing of this act behind; the visit goes on. */
  through<Input, Found, Result>(act: Act<Input, Found, Result>, input: unknown): Promise<Result>;
  /** Writes messages that belong to no act: prompts, answers, help. Returns their ids. */
  say(messages: readonly MessageWanted[]): Promise<readonly string[]>;
}

/** Where something came from: written to the inbox with what it causes, so that the second copy causes nothing. */
export interface Arrival {
  readonly channel: string;
  readonly externalId: string;
}

export interface Door {
  /** One act in one transaction. */
  through<Input, Found, Result>(act: Act<Input, Found, Result>, personId: string, input: unknown): Promise<Result>;
  /** What time brings about in somebody's own matter: allowed as for that person, recorded as nobody's act. */
  byTime<Input, Found, Result>(act: Act<Input, Found, Result>, personId: string, input: unknown): Promise<Result>;
  /**
   * Whatever one person does at once: an update with its acts and answers. `'seen'` when the arrival came before.
   * The person's row is locked, so that two taps of one person never run side by side.
   */
  visit<T>(personId: string, arrival: Arrival | null, run: (visit: Visit) => Promise<T>): Promise<T | 'seen'>;
}

export interface DoorParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly keyring: Keyring;
  /** Called after the commit with the chats that have something to send. Must not throw. */
  readonly onOwed?: (written: readonly Written[]) => void;
  readonly failing?: Failing;
}

/** The one door: bot, API and worker have no other way to act. */
export function openDoor({ store, clock, keyring, onOwed, failing = neverFailing }: DoorParts): Door {
  const enter = async <T>(
    personId: string,
    arrival: Arrival | null,
    run: (visit: Opened) => Promise<T>,
    byTime: boolean,
  ): Promise<T | 'seen'> => {
    const written: Written[] = [];
    failing('submission.before-transaction');
    const result = await store.$transaction(
      async (db) => {
        if (arrival && !(await isNew(db, arrival, clock.now()))) return 'seen' as const;
        failing('submission.after-inbox');
        const by = await actorOf(db, personId, clock.now());
        if (!by) throw refused('person-not-found');
        // Read after the lock: whoever waited for it acts later than whoever held it.
        const now = clock.now();
        const outcome = await run(
          openVisit({ db, now, by, keyring, failing, written, recordedBy: byTime ? null : by.id }),
        );
        // Whoever is told something has the desk drawn anew by that already.
        if (!written.some(({ personId: told }) => told === by.id)) written.push(...(await redrawDesk(db, by.id, now)));
        failing('submission.before-commit');
        return outcome;
      },
      { timeout: 20_000, maxWait: 10_000 },
    );
    failing('submission.after-commit');
    if (written.length > 0) onOwed?.(written);
    return result;
  };

  const alone = async <Input, Found, Result>(
    act: Act<Input, Found, Result>,
    personId: string,
    input: unknown,
    byTime: boolean,
  ): Promise<Result> => {
    const result = await enter(personId, null, (visit) => visit.onlyAct(act, input), byTime);
    return result as Exclude<typeof result, 'seen'>;
  };

  return {
    visit: (personId, arrival, run) => enter(personId, arrival, run, false),
    through: (act, personId, input) => alone(act, personId, input, false),
    byTime: (act, personId, input) => alone(act, personId, input, true),
  };
}

/** A visit as the door itself sees it: an act that is alone in its transaction needs no savepoint. */
interface Opened extends Visit {
  onlyAct: Visit['through'];
}

async function isNew(db: Transaction, { channel, externalId }: Arrival, now: Date): Promise<boolean> {
  const count = await db.$executeRaw`
    INSERT INTO inbox (channel, external_id, at) VALUES (${channel}, ${externalId}, ${now}) ON CONFLICT DO NOTHING`;
  return count === 1;
}

function openVisit(parts: Room & { failing: Failing; written: Written[]; recordedBy: string | null }): Opened {
  const { db, now, by, keyring, failing, written, recordedBy } = parts;
  let savepoints = 0;

  const say: Visit['say'] = async (messages) => {
    const rows = await writeMessages(db, messages, now);
    written.push(...rows);
    return rows.map((row) => row.id);
  };

  const through: Visit['through'] = async (act, input) => {
    savepoints += 1;
    const savepoint = `act_${savepoints}`;
    await db.$executeRawUnsafe(`SAVEPOINT ${savepoint}`);
    const before = written.length;
    try {
      const result = await perform(act, input);
      await db.$executeRawUnsafe(`RELEASE SAVEPOINT ${savepoint}`);
      return result;
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      await db.$executeRawUnsafe(`ROLLBACK TO SAVEPOINT ${savepoint}`);
      written.length = before;
      throw fault;
    }
  };

  const perform = async <Input, Found, Result>(act: Act<Input, Found, Result>, input: unknown): Promise<Result> => {
    const room: Room = { db, now, by, keyring };
    const parsed = act.input.safeParse(input);
    if (!parsed.success)
      throw refused('input-invalid', { field: String(parsed.error.issues[0]?.path.join('.') ?? '') });
    if (!by.active) throw refused('person-deactivated');
    const { found, matter } = await act.find(room, parsed.data);
    // Who is excluded from a case may not learn that it exists.
    if (matter.excluded) throw refused('case-not-found');
    if (!may(by, act.name, matter)) throw refused('not-allowed');
    const done = await act.perform(room, parsed.data, found);
    const fresh = new Set(done.fresh);
    failing('submission.after-act');
    const facts = (done.facts ?? []).map((happening) => record(happening, now, recordedBy));
    await keepFacts(db, facts);
    failing('submission.after-facts');
    await keepObligations(db, facts, fresh);
    failing('submission.after-obligations');
    await say(done.messages ?? []);
    failing('submission.after-messages');
    for (const chain of done.audited) {
      await appendAudit(
        db,
        { chain, act: act.name, detail: done.detail ?? {} },
        now,
        recordedBy,
        fresh.has(chain.slice(chain.indexOf(':') + 1)),
      );
    }
    failing('submission.after-audit');
    return done.result;
  };

  return { db, now, by, keyring, through, say, onlyAct: perform };
}
