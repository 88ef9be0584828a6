import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Outsider, outsider, type Persona } from './outside.ts';
import { aRunningTryOut } from './running-try-out.ts';

let house: Awaited<ReturnType<typeof aRunningTryOut>>;
let tester: Outsider;
let personas: readonly Persona[];

beforeAll(async () => {
  house = await aRunningTryOut();
  tester = outsider(house.address);
  ({ personas } = await tester.state());
});
afterAll(() => house?.stop());

const persona = (id: string): Persona => {
  const found = personas.find((one) => one.id === id);
  if (!found) throw new Error(`no persona ${id}`);
  return found;
};
const byRole = (role: string) => personas.filter((one) => one.role === role);
const items = z.object({ items: z.array(z.looseObject({})), next: z.string().nullable() });
const listed = async (path: string, token: string) => items.parse((await tester.ask(path, { token })).body).items;
const reminders = async (id: string, rule: string, number: string) =>
  (await tester.read(id)).filter(
    ({ template, text }) => template?.startsWith(`reminder/${rule}/`) && text.includes(number),
  );

async function reports(known: Readonly<Record<string, string>> = { danger: 'choose:no' }): Promise<string> {
  const seen = new Set((await tester.read('head')).map(({ id }) => id));
  await tester.says('teacher', 'refer');
  await tester.fills('teacher', known);
  const arrived = (await tester.read('head')).find(
    ({ id, template }) => template === 'referral-arrived' && !seen.has(id),
  );
  return /[A-Z]{2,4}-\d{4}-\d{4,}/.exec(arrived?.text ?? '')?.[0] ?? '';
}

const assigned = (number: string, managerId: string, token = persona('head').token) =>
  tester.ask(`/api/v1/cases/${number}/assignment`, { method: 'POST', token, body: { managerId } });

describe('the state', () => {
  test('names everybody, begins on a working day at nine, and gives a case to nobody', async () => {
    const { now } = await tester.state();
    expect(
      new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Belgrade', hour: '2-digit' }).format(new Date(now)),
    ).toBe('09');
    for (const role of ['intake', 'head', 'stand-in', 'assistant', 'superior', 'admin']) {
      expect(byRole(role).length, role).toBeGreaterThanOrEqual(1);
    }
    expect(byRole('reporter').length).toBeGreaterThanOrEqual(2);
    expect(byRole('case-manager').length).toBeGreaterThanOrEqual(2);
    const seats = new Set(byRole('member').map(({ seat }) => seat));
    expect(seats.size).toBeGreaterThanOrEqual(8);
    for (const seat of seats) expect(seat).toMatch(/^4\.1\.\d+$/);
    expect(await listed('/api/v1/cases', persona('head').token)).toEqual([]);
  });

  test('mints codes and tokens anew, and leaves the earlier ones valid', async () => {
    const [first, second] = [await tester.state(), await tester.state()];
    const secrets = [...first.personas, ...second.personas].flatMap(({ token, inviteCode }) => [token, inviteCode]);
    expect(new Set(secrets).size).toBe(secrets.length);
    for (const { adminToken } of [first, second]) {
      expect((await tester.ask('/api/v1/people', { token: adminToken })).status).toBe(200);
    }
  });
});

describe('a referral driven by fields and acts alone', () => {
  let number: string;

  test('arrives, is overdue after 25 hours and not after 23, is assigned over the API, and is quiet', async () => {
    number = await reports();
    expect(number).toMatch(/^[A-Z]{2,4}-\d{4}-\d{4,}$/);
    const receipts = (await tester.read('teacher')).filter(({ template }) => template === 'referral-receipt');
    expect(receipts).toHaveLength(1);
    expect(receipts[0]?.text).not.toContain(number);

    const { token } = persona('head');
    const clock = async () =>
      (await listed(`/api/v1/obligations?case=${number}`, token)).find(({ rule }) => rule === 'case-manager-24h');
    expect((await tester.advance('PT23H')).status).toBe(200);
    expect(await clock()).toMatchObject({ case: number, owner: 'head', stage: 'due' });
    await tester.advance('PT2H');
    expect(await clock()).toMatchObject({ stage: 'overdue' });
    for (const id of ['head', 'stand-in']) {
      expect(
        (await reminders(id, 'case-manager-24h', number)).map(({ template }) => template),
        id,
      ).toContain('reminder/case-manager-24h/due');
    }

    const manager = persona('manager-1');
    expect(await assigned(number, manager.personId)).toMatchObject({ status: 201 });
    expect(await clock()).toMatchObject({ stage: 'late' });
    expect((await tester.read('manager-1')).map(({ template }) => template)).toContain('case-assigned');
    const before = (await reminders('head', 'case-manager-24h', number)).length;
    await tester.advance('P3D');
    expect(await reminders('head', 'case-manager-24h', number)).toHaveLength(before);
  });

  test('is a case with facts and sources for those who may see it', async () => {
    const { token } = persona('manager-1');
    expect(await listed('/api/v1/cases', token)).toMatchObject([{ number, state: 'assigned' }]);
    const kinds = (await listed(`/api/v1/facts?case=${number}`, token)).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['case.referred', 'case.assigned']));
    for (const owed of await listed(`/api/v1/obligations?case=${number}`, token)) {
      expect(owed).toMatchObject({ id: expect.any(String), dueAt: expect.any(String), source: expect.any(String) });
    }
    for (const id of ['manager-2', 'teacher', 'superior', 'member-4.1.6', 'other-head']) {
      expect(await listed('/api/v1/cases', persona(id).token), id).toEqual([]);
    }
  });

  test('goes on in the manager’s chat: every form of the case can be filled', async () => {
    await tester.taps('manager-1', 'accept');
    for (const form of ['initial-assessment', 'home-visit', 'comprehensive-assessment', 'register']) {
      await tester.says('manager-1', 'cases');
      await tester.taps('manager-1', `case:${number}`);
      await tester.taps('manager-1', form);
      await tester.fills('manager-1', { seen: 'choose:child', worstForm: 'choose:none' });
    }
    const kinds = (await listed(`/api/v1/facts?case=${number}`, persona('manager-1').token)).map(({ kind }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining(['case.opened', 'assessment.initial', 'home-visit.made', 'assessment.comprehensive']),
    );
  });

  test('with danger, by the first choice of each question, is sent and told to those on duty', async () => {
    const urgent = await reports({});
    await tester.advance('PT1M');
    expect(await reminders('intake', 'danger-confirmed-10m', urgent)).toHaveLength(1);
    await tester.taps('intake', 'i-have-it');
    await tester.advance('PT2H');
    expect(await reminders('stand-in', 'danger-confirmed-10m', urgent)).toEqual([]);
  });
});

describe('what is not right is refused', () => {
  test('without a valid token: 401, whatever else is wrong', async () => {
    for (const token of ['', 'wrong', 'tryeza_wrong']) {
      for (const path of ['/api/v1/cases', '/api/v1/cases/NONE/assignment', '/api/v1/nothing']) {
        const { status, body } = await tester.ask(path, {
          token,
          method: path.endsWith('assignment') ? 'POST' : 'GET',
        });
        expect([path, status]).toEqual([path, 401]);
        expect(body).toMatchObject({ type: expect.any(String), status: 401 });
      }
    }
  });

  test('an assignment by somebody without the right, to nobody, twice', async () => {
    const number = await reports();
    const manager = persona('manager-2').personId;
    expect((await assigned(number, manager, persona('teacher').token)).status).toBe(404);
    expect((await assigned(number, persona('teacher').personId)).status).toBeGreaterThanOrEqual(400);
    expect((await assigned(number, 'nobody')).status).toBe(422);
    expect((await assigned(number, manager)).status).toBe(201);
    expect((await assigned(number, manager)).status).toBe(409);
    expect((await assigned('QPR-2026-9999', manager)).status).toBe(404);
  });

  test('the same form sent again and again makes one case', async () => {
    const cases = async () => (await listed('/api/v1/cases', persona('head').token)).length;
    const before = await cases();
    await tester.says('doctor', 'refer');
    const button = await tester.fills('doctor', { danger: 'choose:no' });
    const again = () => tester.ask('/try/chats/doctor', { method: 'POST', body: { button } });
    const answers = await Promise.all(Array.from({ length: 5 }, again));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await cases()).toBe(before + 1);
  });

  test('another persona’s button, an unknown one, an unknown persona, a clock that goes back', async () => {
    const foreign = (await tester.read('head')).flatMap(({ buttons }) => buttons).at(-1)?.id ?? '';
    const before = await listed('/api/v1/cases', persona('head').token);
    for (const button of [foreign, 'never-was']) {
      const { status } = await tester.ask('/try/chats/teacher', { method: 'POST', body: { button } });
      expect(status).toBe(200);
      expect((await tester.read('teacher')).at(-1)).toMatchObject({ from: 'bot', template: 'answer' });
    }
    expect(await listed('/api/v1/cases', persona('head').token)).toEqual(before);
    expect((await tester.ask('/try/chats/nobody')).status).toBe(404);
    expect((await tester.ask('/try/chats/nobody', { method: 'POST', body: { text: 'x' } })).status).toBe(404);
    for (const advance of ['-PT1H', 'PT', 'tomorrow', 24, 'P9999Y']) {
      const { status } = await tester.ask('/try/clock', { method: 'POST', body: { advance } });
      expect([advance, status]).toEqual([advance, 422]);
    }
    for (const body of [{}, { text: '' }, { text: 1 }, { button: 'x', text: 'y' }, []]) {
      expect((await tester.ask('/try/chats/teacher', { method: 'POST', body })).status).toBe(422);
    }
  });
});

test('what is published is published', async () => {
  for (const path of ['/healthz', '/readyz', '/openapi.json']) {
    expect((await tester.ask(path)).status, path).toBe(200);
  }
  const { body } = await tester.ask('/openapi.json');
  expect(Object.keys((body as { paths: object }).paths).every((path) => path.startsWith('/api/v1/'))).toBe(true);
  expect(await (await fetch(`${house.address}/metrics`)).text()).toContain('# HELP');
  const rules = await listed('/api/v1/rules?limit=500', persona('teacher').token);
  expect(rules.length).toBeGreaterThanOrEqual(8);
  for (const rule of rules) {
    expect(Object.keys(rule).toSorted()).toEqual(
      [
        'authority',
        'document',
        'escalation',
        'id',
        'kind',
        'limit',
        'owner',
        'pack',
        'quote',
        'recurrence',
        'reminders',
        'source',
        'trigger',
      ].toSorted(),
    );
  }
});

test('no chat shows what was told of the child', async () => {
  await tester.says('teacher', 'refer');
  await tester.fills('teacher', {
    danger: 'choose:no',
    where: 'Rruga Zylfitare 9',
    what: 'Çirret natën',
    childName: 'Erblina Zylfitare',
  });
  for (const { id } of personas) {
    expect(JSON.stringify(await tester.read(id)), id).not.toMatch(/Zylfitare|Çirret/);
  }
});
