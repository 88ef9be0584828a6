import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '../../api/app.ts';
import { problemShape } from '../../api/problem.ts';
import { realClock } from '../../core/clock.ts';
import { mintToken, personOfToken, revokeToken } from '../../core/token.ts';
import { anOffice, type OfficeUnderTest } from './office.ts';

let office: OfficeUnderTest;
const logged: { about: object; words: string }[] = [];
beforeAll(async () => {
  const write = (about: object, words: string) => void logged.push({ about, words });
  office = await anOffice({ log: { debug: write, info: write, error: write } });
});
afterAll(() => office?.end());

test.each(routes.map(({ method, path }) => [method.toUpperCase(), path] as const))(
  'asks for a token before anything else: %s %s',
  async (method, path) => {
    const address = `/api/v1${path.replace('{number}', 'QPR-2026-0001')}`;
    for (const token of [null, 'wrong', `tryeza_${'A'.repeat(43)}`]) {
      const { status, body, headers } = await office.ask(address, { method, token });
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(problemShape.parse(body).type).toBe('urn:tryeza:problem:no-token');
    }
  },
);

test('says 401 before 400 and 404', async () => {
  const bad = { method: 'POST', body: '{"managerId":' };
  expect((await office.ask('/api/v1/cases/nonsense/assignment', bad)).status).toBe(401);
  expect((await office.ask('/api/v1/no-such-thing')).status).toBe(401);
  expect((await office.as('head', '/api/v1/cases/QPR-2026-0001/assignment', bad)).status).toBe(400);
  expect((await office.as('head', '/api/v1/no-such-thing')).status).toBe(404);
});

test('a token ends when it expires, when it is revoked and when its person is deactivated', async () => {
  const now = realClock.now();
  const personId = office.personId('manager-2');
  const short = await mintToken(office.store, personId, { now, days: 1 });
  expect(await personOfToken(office.store, short, now)).toMatchObject({ personId });
  expect(await personOfToken(office.store, short, new Date(now.getTime() + 86_400_000))).toBeNull();

  const revoked = await mintToken(office.store, personId, { now });
  const owner = await personOfToken(office.store, revoked, now);
  await revokeToken(office.store, owner?.tokenId ?? '', now);
  expect((await office.ask('/api/v1/cases', { token: revoked })).status).toBe(401);

  expect((await office.ask('/api/v1/cases', { token: short })).status).toBe(200);
  await office.store.person.update({ where: { id: personId }, data: { deactivatedAt: office.clock.now() } });
  expect((await office.ask('/api/v1/cases', { token: short })).status).toBe(401);
});

test('keeps of a token its hash and its last use only', async () => {
  const token = await office.tokenOf('head');
  await office.as('head', '/api/v1/rules');
  const rows = await office.store.apiToken.findMany({ where: { personId: office.personId('head') } });
  expect(rows[0]?.lastUsedAt).not.toBeNull();
  expect(JSON.stringify(rows)).not.toContain(token.slice(7));
});

test('problems are told in the language of the token, with a stable type', async () => {
  const [sq, en] = [await office.as('head', '/api/v1/nothing'), await office.as('admin', '/api/v1/nothing')];
  expect(sq.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(problemShape.parse(sq.body)).toMatchObject({ status: 404, detail: 'Në këtë adresë nuk ka asgjë.' });
  expect(problemShape.parse(en.body).detail).toBe('There is nothing at this address.');
  expect(sq.body.type).toBe(en.body.type);
  expect(sq.body.requestId).toBe(sq.headers.get('x-request-id'));
});

test('refuses a body of more than 100 kB', async () => {
  const body = { managerId: 'x'.repeat(120_000) };
  const { status } = await office.as('head', '/api/v1/cases/QPR-2026-0001/assignment', { method: 'POST', body });
  expect(status).toBe(413);
});

test('a fault says nothing of itself to the outside, and by id to the log', async () => {
  const secret = 'Erëza from the yellow house';
  const failing = await anOffice({
    log: { debug: () => {}, info: () => {}, error: (about, words) => void logged.push({ about, words }) },
    ready: async () => {
      throw new Error(secret);
    },
  });
  const { status, body } = await failing.ask('/readyz');
  await failing.end();
  expect(status).toBe(500);
  expect(problemShape.parse(body).type).toBe('urn:tryeza:problem:fault');
  expect(JSON.stringify(body)).not.toContain('yellow');
  expect(logged.find(({ words }) => words === 'fault')?.about).toMatchObject({ requestId: body.requestId });
});

test('logs routes by their pattern: an address may hold a code', async () => {
  await office.ask('/l/AAAAAAAAAAAAAAAAAAAAAA');
  await office.as('head', '/api/v1/cases/QPR-2026-0001');
  const lines = JSON.stringify(logged);
  expect(lines).toContain('/api/v1/cases/:number');
  expect(lines).not.toContain('AAAAAAAA');
  expect(lines).not.toContain('QPR-2026-0001');
});

test('tells whether it lives and whether it is ready', async () => {
  expect((await office.ask('/healthz')).status).toBe(200);
  expect((await office.ask('/readyz')).body).toEqual({ status: 'ready', checks: { database: true, queue: true } });
  expect((await office.ask('/metrics')).status).toBe(200);
  const half = await anOffice({ ready: async () => ({ database: true, queue: false }) });
  expect((await half.ask('/readyz')).status).toBe(503);
  await half.end();
});

test('lets browsers load nothing from elsewhere and run nothing inline', async () => {
  const { headers } = await office.ask('/');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(headers.get('x-powered-by')).toBeNull();
  expect(headers.get('strict-transport-security')).toBeNull();
});

test('without the try-out there is a plain page at / and nothing under /try', async () => {
  const start = await office.ask('/', { headers: { 'Accept-Language': 'sr' } });
  expect(start.status).toBe(200);
  expect(start.body).toContain('lang="sr-Latn"');
  expect((await office.ask('/try/state')).status).toBe(404);
});
