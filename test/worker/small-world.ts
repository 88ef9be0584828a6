import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { inject } from 'vitest';
import { movableClock } from '../../core/clock.ts';
import { aCase, happened, keepFacts, record } from '../../core/fact.ts';
import { newId } from '../../core/id.ts';
import type { MessageWanted } from '../../core/message.ts';
import { tell } from '../../core/message.ts';
import { keepObligations } from '../../core/obligations/keep.ts';
import type { Answer, Rendered, Transport } from '../../core/outbox/transport.ts';
import { writeMessages } from '../../core/outbox/write.ts';
import { openRendering } from '../../core/rendering.ts';
import { wallClock } from '../../core/time.ts';
import { makeVaultKey, openKeyring } from '../../core/vault.ts';
import { sealAddress, sealName } from '../../core/vault-store.ts';
import { loadWording } from '../../core/wording.ts';
import { openStore } from '../../prisma/client.ts';
import { aDatabase } from '../support/database.ts';

/** What a chat shows, and what the platform says to each message; `accepted` when nothing else was arranged. */
export interface FakeChannel extends Transport {
  readonly seen: { address: string; text: string; messageId: string; buttons: readonly string[] }[];
  /** Arranged answers for an address, used one by one. */
  answers(address: string, ...answers: (Answer | (() => Promise<Answer>))[]): void;
  /** Every address from now on. */
  close(address: string): void;
}

export function aChannel(channel = 'web'): FakeChannel {
  const seen: FakeChannel['seen'] = [];
  const arranged = new Map<string, (Answer | (() => Promise<Answer>))[]>();
  const closed = new Set<string>();
  const answer = async (address: string, shown: () => void): Promise<Answer> => {
    if (closed.has(address)) return { is: 'never', code: '403', chatIsDead: true };
    const next = arranged.get(address)?.shift();
    const said = typeof next === 'function' ? await next() : next;
    if (said && said.is !== 'accepted') return said;
    shown();
    return said ?? { is: 'accepted', ref: `${seen.length}` };
  };
  const show = (address: string, message: Rendered, messageId: string) => () => {
    seen.push({ address, text: message.text, messageId, buttons: message.buttons.map(({ label }) => label) });
  };
  return {
    channel,
    seen,
    answers: (address, ...answers) => void arranged.set(address, [...(arranged.get(address) ?? []), ...answers]),
    close: (address) => void closed.add(address),
    send: (address, message, id) => answer(address, show(address, message, id)),
    edit: (address, ref, message) => answer(address, show(address, message, `edit:${ref}`)),
    delete: (address, ref) =>
      answer(address, () => void seen.push({ address, text: '', messageId: `delete:${ref}`, buttons: [] })),
  };
}

/** A database of the file's own with one office in it. */
export async function aSmallWorld(start = '2026-03-10T08:00[Europe/Belgrade]') {
  const database = await aDatabase();
  const { prisma: store, close } = openStore({ url: database.url });
  const clock = movableClock(wallClock(start));
  const keyring = openKeyring(makeVaultKey());
  const render = openRendering({
    db: store,
    wording: loadWording(),
    keyring,
    addressOf: (id) => `https://office.example/l/${id}`,
  });
  const [municipalityId, officeId] = [newId(), newId()];
  await store.municipality.create({
    data: { id: municipalityId, name: 'Gurëbardhë', country: 'XK', zone: 'Europe/Belgrade' },
  });
  await store.office.create({ data: { id: officeId, municipalityId, code: 'QGB', name: 'QPS Gurëbardhë' } });

  const world = {
    store,
    clock,
    keyring,
    render,
    officeId,
    municipalityId,
    databaseUrl: database.url,
    redisUrl: inject('redis') || null,

    async aPerson({
      role,
      locale = 'en',
      name = 'Person Invented',
    }: {
      role?: string;
      locale?: string;
      name?: string;
    } = {}) {
      const id = newId();
      const createdAt = clock.now();
      await store.person.create({
        data: {
          id,
          locale,
          createdAt,
          verifiedAt: createdAt,
          sealedName: sealName(keyring, id, name),
          quietFrom: '00:00',
          quietTo: '00:00',
        },
      });
      if (role) await store.role.create({ data: { id: newId(), personId: id, officeId, role, fromAt: createdAt } });
      return id;
    },

    /** Returns the account's id; `address` is what the fake channel sees. */
    async aChat(personId: string, address: string, { channel = 'web', preferred = false } = {}) {
      const id = newId();
      await store.channelAccount.create({
        data: {
          id,
          personId,
          channel,
          preferred,
          linkedAt: clock.now(),
          sealedAddress: sealAddress(keyring, id, address),
          addressToken: randomBytes(8).toString('hex'),
        },
      });
      return id;
    },

    async owe(...messages: MessageWanted[]) {
      return (await writeMessages(store, messages, clock.now())).map((row) => row.id);
    },
    /** A message that stands for itself, told apart by its number. */
    note: (to: string, count: number): MessageWanted =>
      tell(to, 'reminder/home-visit-7d/note', {
        case: `QGB-2026-${String(count).padStart(4, '0')}`,
        rule: 'home-visit-7d',
        source: 'home-visit-7d',
        due: '2026-03-17T09:00:00.000Z',
        stage: 'soon',
        role: 'case-manager',
        subject: 'case',
      }),

    /** A case referred now: `case-manager-24h` and `home-visit-7d` run. */
    async aCase(number: string) {
      const [caseId, childId, referralId] = [newId(), newId(), newId()];
      const now = clock.now();
      const reporterId = await world.aPerson();
      await store.child.create({ data: { id: childId, sealedIdentity: new Uint8Array(1) } });
      await store.referral.create({
        data: {
          id: referralId,
          officeId,
          reporterId,
          recordedById: reporterId,
          reference: `R-${number}`,
          way: 'direct',
          danger: false,
          verified: true,
          sealedAnswers: new Uint8Array(1),
          identifiedAt: now,
          referredAt: now,
        },
      });
      await store.case.create({
        data: {
          id: caseId,
          number,
          officeId,
          childId,
          referralId,
          familyId: newId(),
          danger: false,
          identifiedAt: now,
          referredAt: now,
        },
      });
      await world.happens('case.referred', caseId);
      return caseId;
    },
    async happens(kind: 'case.referred' | 'case.assigned' | 'home-visit.made', caseId: string) {
      const fact = record(happened(kind, aCase(caseId)), clock.now(), null);
      await keepFacts(store, [fact]);
      await keepObligations(store, [fact]);
    },

    async close() {
      await close();
      await database.drop();
    },
  };
  return world;
}

export type SmallWorld = Awaited<ReturnType<typeof aSmallWorld>>;

/** Looks again until it holds; fails after a while. */
export async function until(holds: () => boolean | Promise<boolean>, mostMs = 60_000): Promise<void> {
  const end = performance.now() + mostMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('it did not come to hold in time');
    await pause(20);
  }
}
