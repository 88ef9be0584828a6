import { allDialogs } from '../../bot/dialogs/all.ts';
import { type Converse, conversation } from '../../bot/dialogs/converse.ts';
import type { CommandName, Incoming } from '../../bot/dialogs/incoming.ts';
import { commands } from '../../bot/dialogs/incoming.ts';
import type { Act } from '../../core/act.ts';
import { type MovableClock, movableClock } from '../../core/clock.ts';
import { type Door, type DoorParts, openDoor } from '../../core/door.ts';
import { newId } from '../../core/id.ts';
import { dueForSpeaking, speak } from '../../core/obligations/remind.ts';
import type { Store } from '../../core/store.ts';
import { wallClock } from '../../core/time.ts';
import { type Keyring, makeVaultKey, openKeyring } from '../../core/vault.ts';
import { openStore } from '../../prisma/client.ts';
import { seededPeople, seedTryOut } from '../../prisma/seed.ts';
import { aDatabase } from './database.ts';

/** A message as its row stands in the outbox. */
export interface Told {
  readonly id: string;
  readonly template: string;
  readonly field: string | null;
  readonly params: Readonly<Record<string, unknown>>;
  readonly buttons: readonly { readonly id: string; readonly act: string; readonly used: boolean }[];
  readonly kind: string;
  readonly caseId: string | null;
  readonly at: Date;
}

/** A persona at the keyboard. What is asserted is what stands in the outbox for that person. */
export interface Somebody {
  readonly personId: string;
  readonly accountId: string;
  command(name: CommandName, argument?: string): Promise<void>;
  says(text: string): Promise<void>;
  /** Sends anything, also the same update again. */
  sends(incoming: Incoming, updateId?: string): Promise<'done' | 'seen'>;
  /** Taps the newest unused button whose act is this one. */
  taps(act: string): Promise<void>;
  told(): Promise<readonly Told[]>;
  last(): Promise<Told>;
  does<I, F, R>(act: Act<I, F, R>, input: unknown): Promise<R>;
}

export interface World {
  readonly url: string;
  readonly store: Store;
  readonly pool: ReturnType<typeof openStore>['pool'];
  readonly clock: MovableClock;
  readonly keyring: Keyring;
  readonly door: Door;
  readonly converse: Converse;
  as(persona: string): Somebody;
  /** Moves the clock forward, stopping wherever a clock has something to say, and says it. */
  advance(duration: string): Promise<void>;
  end(): Promise<void>;
}

/** Everything real but the platforms and the clock: a database of its own, the try-out's office and people in it. */
export async function aWorld({
  now = '2026-11-23T09:00',
  ...parts
}: { now?: string } & Partial<DoorParts> = {}): Promise<World> {
  const database = await aDatabase();
  const opened = openStore({ url: database.url, max: 8 });
  const store = opened.prisma;
  const clock = movableClock(wallClock(now, 'Europe/Belgrade'));
  const keyring = openKeyring(makeVaultKey());
  await seedTryOut({ store, keyring, clock });
  const people = await seededPeople(store);
  const accounts = new Map(
    (await store.channelAccount.findMany({ where: { channel: 'web' } })).map((account) => [
      account.personId,
      account.id,
    ]),
  );
  const door = openDoor({ store, clock, keyring, ...parts });
  const converse = conversation(door, allDialogs);

  const as = (persona: string): Somebody => {
    const personId = people.get(persona);
    if (!personId) throw new Error(`no persona ${persona}`);
    const accountId = accounts.get(personId) ?? '';
    const account = { id: accountId, channel: 'web' };
    const sends: Somebody['sends'] = (incoming, updateId = newId()) =>
      converse({ personId, account, updateId, incoming });
    const told = () => toldTo(store, personId);
    return {
      personId,
      accountId,
      sends,
      told,
      async command(name, argument = '') {
        if (!commands.includes(name)) throw new Error(`no command ${name}`);
        await sends({ kind: 'command', name, argument });
      },
      async says(text) {
        await sends({ kind: 'text', text, edited: false });
      },
      async taps(act) {
        const button = (await told())
          .toReversed()
          .flatMap((message) => message.buttons)
          .find((one) => one.act === act && !one.used);
        if (!button) throw new Error(`${persona} has no button ${act}`);
        await sends({ kind: 'tap', button: button.id });
      },
      async last() {
        const last = (await told()).findLast((message) => message.kind === 'send');
        if (!last) throw new Error(`nothing was said to ${persona}`);
        return last;
      },
      does: (act, input) => door.through(act, personId, input),
    };
  };

  const sayWhatIsOwed = async () => {
    for (let found = await dueForSpeaking(store, clock.now(), 100); found.length > 0; ) {
      for (const { id } of found) await speak({ store, clock }, id);
      const again = await dueForSpeaking(store, clock.now(), 100);
      if (again.length === found.length && again.every((one, index) => one.id === found[index]?.id)) {
        throw new Error('an obligation goes on wanting to speak');
      }
      found = again;
    }
  };

  return {
    url: database.url,
    store,
    pool: opened.pool,
    clock,
    keyring,
    door,
    converse,
    as,
    async advance(duration) {
      const end = movableClock(clock.now());
      end.advance(duration);
      await sayWhatIsOwed();
      for (;;) {
        const [next] = await dueForSpeaking(store, end.now(), 1);
        if (!next) break;
        if (next.nextStepAt > clock.now()) clock.to(next.nextStepAt);
        await sayWhatIsOwed();
      }
      clock.to(end.now());
    },
    async end() {
      await opened.close();
      await database.drop();
    },
  };
}

async function toldTo(store: Store, personId: string): Promise<Told[]> {
  const rows = await store.message.findMany({
    where: { personId },
    orderBy: { seq: 'asc' },
    include: { buttons: { orderBy: { position: 'asc' } } },
  });
  return rows.map((row) => ({
    id: row.id,
    template: row.template,
    field: row.field,
    params: row.params as Record<string, unknown>,
    buttons: row.buttons.map((button) => ({ id: button.id, act: button.act, used: button.usedAt !== null })),
    kind: row.kind,
    caseId: row.caseId,
    at: row.createdAt,
  }));
}
