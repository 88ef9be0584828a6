import type { Router } from 'express';
import { isPersonalField } from './bot/dialogs/personal-field.ts';
import type { Bot } from './bot/start.ts';
import { webChats } from './bot/web/chats.ts';
import type { Persona } from './bot/web/persona.ts';
import { tryOutRouter } from './bot/web/try-out.ts';
import { type MovableClock, movableClock, realClock } from './core/clock.ts';
import type { House } from './core/house.ts';
import { mintInvite } from './core/invite.ts';
import { mintToken } from './core/token.ts';
import { keepClock } from './core/try-out-clock.ts';
import { personas as seeded } from './prisma/seed/try-out.ts';
import { seededPeople } from './prisma/seed.ts';
import { advance } from './worker/advance.ts';
import type { Chore } from './worker/chore.ts';
import type { RunningWorker } from './worker/start.ts';

/** Of the seeded municipality. */
export const zone = 'Europe/Belgrade';

export interface TryOutParts {
  readonly house: House;
  readonly clock: MovableClock;
  readonly bot: Bot;
  readonly worker: RunningWorker;
  readonly chores: readonly Chore[];
}

/** The try-out: its page, its chats, its clock. */
export function openTryOut({ house, clock, bot, worker, chores }: TryOutParts): Router {
  const { store, wording } = house;
  const personas = async (): Promise<readonly Persona[]> => {
    const people = await seededPeople(store);
    const accounts = await store.channelAccount.findMany({
      where: { channel: 'web' },
      select: { id: true, personId: true },
    });
    const accountOf = new Map(accounts.map((account) => [account.personId, account.id]));
    return seeded.flatMap(({ id, role, seat }) => {
      const personId = people.get(id);
      const accountId = personId && accountOf.get(personId);
      return personId && accountId ? [{ id, personId, accountId, role, seat }] : [];
    });
  };
  const chats = webChats({
    store,
    clock,
    wording,
    converse: bot.converse,
    personas,
    drainNow: async (accountId) => void (await worker.drainNow(accountId)),
    isPersonal: isPersonalField,
  });
  return tryOutRouter({
    store,
    clock,
    wording,
    zone,
    chats,
    personas,
    mintInvite: async (personId) => (await mintInvite(store, personId, clock.now())).code,
    mintToken: (personId) => mintToken(store, personId, { now: realClock.now() }),
    async advance(duration) {
      const end = movableClock(clock.now());
      end.advance(duration);
      await advance({ store, clock, worker, chores }, end.now());
      await keepClock(store, clock);
    },
  });
}
