import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { apiApp } from '../../api/app.ts';
import type { ApiParts } from '../../api/parts.ts';
import { type MovableClock, movableClock, realClock } from '../../core/clock.ts';
import { openDoor } from '../../core/door.ts';
import { keepFacts, record } from '../../core/fact.ts';
import { newId } from '../../core/id.ts';
import { silentLog } from '../../core/log.ts';
import { keepObligations } from '../../core/obligations/keep.ts';
import { nextCaseNumber, officeById } from '../../core/office.ts';
import type { Store } from '../../core/store.ts';
import { wallClock } from '../../core/time.ts';
import { mintToken } from '../../core/token.ts';
import { type Keyring, makeVaultKey, openKeyring, seal } from '../../core/vault.ts';
import { makeKey } from '../../core/vault-store.ts';
import { loadWording } from '../../core/wording.ts';
import { openStore } from '../../prisma/client.ts';
import { seededPeople, seedTryOut } from '../../prisma/seed.ts';
import { aDatabase } from '../support/database.ts';

/** A JSON answer. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is what is being tested
  readonly body: any;
}

export interface Asking {
  readonly method?: string;
  readonly token?: string | null;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** The API over real HTTP, on a database of its own with the people of the try-out. */
export interface OfficeUnderTest {
  readonly url: string;
  readonly store: Store;
  readonly clock: MovableClock;
  readonly keyring: Keyring;
  readonly parts: ApiParts;
  personId(persona: string): string;
  tokenOf(persona: string): Promise<string>;
  /** Asks with the token of a persona, or with what `asking` says. */
  as(persona: string, path: string, asking?: Asking): Promise<Answered>;
  ask(path: string, asking?: Asking): Promise<Answered>;
  /** A case of a report by the teacher. */
  aCase(more?: {
    name?: string;
    office?: string;
    referredAt?: Date;
  }): Promise<{ id: string; number: string; referralId: string }>;
  end(): Promise<void>;
}

const zone = 'Europe/Belgrade';

export async function anOffice(changed: Partial<ApiParts> = {}): Promise<OfficeUnderTest> {
  const database = await aDatabase();
  const opened = openStore({ url: database.url, max: 8 });
  const store = opened.prisma;
  const clock = movableClock(wallClock('2026-11-23T09:00', zone));
  const keyring = openKeyring(makeVaultKey());
  await seedTryOut({ store, keyring, clock });
  const people = await seededPeople(store);
  const parts: ApiParts = {
    store,
    door: openDoor({ store, clock, keyring }),
    clock,
    realClock,
    keyring,
    wording: loadWording(),
    log: silentLog,
    https: false,
    ready: async () => ({ database: true, queue: true }),
    metrics: new Registry(),
    ...changed,
  };
  const server = apiApp(parts).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const personId = (persona: string): string => {
    const id = people.get(persona);
    if (!id) throw new Error(`no persona ${persona}`);
    return id;
  };
  const tokens = new Map<string, string>();
  const tokenOf = async (persona: string): Promise<string> => {
    const known = tokens.get(persona) ?? (await mintToken(store, personId(persona), { now: realClock.now() }));
    tokens.set(persona, known);
    return known;
  };
  const ask: OfficeUnderTest['ask'] = (path, asking = {}) => asked(url + path, asking);

  return {
    url,
    store,
    clock,
    keyring,
    parts,
    personId,
    tokenOf,
    ask,
    as: async (persona, path, asking = {}) => ask(path, { token: await tokenOf(persona), ...asking }),
    aCase: (more) => aCase({ store, clock, keyring, reporterId: personId('teacher') }, more),
    async end() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await opened.close();
      await database.drop();
    },
  };
}

async function asked(url: string, { method = 'GET', token, body, headers = {} }: Asking): Promise<Answered> {
  const answer = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
}

interface Ground {
  readonly store: Store;
  readonly clock: MovableClock;
  readonly keyring: Keyring;
  readonly reporterId: string;
}

/** Rows as `referral.send` leaves them, as far as the API reads them. */
function aCase(
  { store, clock, keyring, reporterId }: Ground,
  {
    name = 'Erëza Provuese',
    office: code = 'QPR',
    referredAt = clock.now(),
  }: { name?: string; office?: string; referredAt?: Date } = {},
) {
  return store.$transaction(async (db) => {
    const { id: officeId } = await db.office.findUniqueOrThrow({ where: { code } });
    const office = await officeById(db, officeId);
    const [id, childId, referralId] = [newId(), newId(), newId()];
    const common = { officeId, danger: false, identifiedAt: referredAt, referredAt };
    const key = await makeKey({ db, keyring }, { type: 'child', id: childId });
    const place = { table: 'child', column: 'sealed_identity', row: childId };
    await makeKey({ db, keyring }, { type: 'referral', id: referralId });
    await db.child.create({ data: { id: childId, sealedIdentity: seal(key, place, { name }) } });
    await db.referral.create({
      data: {
        ...common,
        id: referralId,
        reporterId,
        recordedById: reporterId,
        reference: `TST-${id.slice(-8).toUpperCase()}`,
        way: 'direct',
        verified: true,
        sealedAnswers: Buffer.from('sealed'),
      },
    });
    const number = await nextCaseNumber(db, office, 2026);
    await db.case.create({ data: { ...common, id, number, childId, referralId, familyId: referralId } });
    const fact = record(
      { kind: 'case.referred', subject: { type: 'case', id }, happenedAt: referredAt },
      clock.now(),
      reporterId,
    );
    await keepFacts(db, [fact]);
    await keepObligations(db, [fact]);
    return { id, number, referralId };
  });
}
