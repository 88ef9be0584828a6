import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stageOf } from '../../core/obligations/read.ts';
import { rules } from '../../core/obligations/register.ts';
import { seededPeople } from '../../prisma/seed.ts';
import { aWorld, type World } from '../support/world.ts';
import {
  isAccepted,
  isAssessed,
  isAssessedFully,
  isAssigned,
  isProtected,
  isReported,
  isReportedInDanger,
  isSent,
  isVisited,
  isWritten,
  opensDesk,
} from './the-way.ts';

/** A rule as its people live it. Instants are wall-clock times of the office. */
interface Lived {
  /** Up to the fact that starts the clock, at 09:00 on Monday 23 November 2026. */
  readonly begins: (world: World) => Promise<void>;
  readonly due: string;
  /** Who hears of it, and when. Nobody else, and not at any other time. */
  readonly hear: Readonly<Record<string, readonly string[]>>;
  /** The act that closes it, by its button under the reminder. */
  readonly meets: (world: World) => Promise<void>;
  /** The same before anybody was reminded; where that is another way. */
  readonly meetsUnasked?: (world: World) => Promise<void>;
}

const office = ['head', 'stand-in'];
const monday = '2026-11-23T09:00';

const assigned = async (world: World) => {
  await isReported(world);
  await isAssigned(world);
};
const accepted = async (world: World) => {
  await assigned(world);
  await isAccepted(world);
};
const afterDesk = (does: (world: World) => Promise<void>) => async (world: World) => {
  await opensDesk(world);
  await does(world);
};

const lived: Readonly<Record<string, Lived>> = {
  'referral-24h': {
    begins: (world) => isWritten(world.as('teacher')),
    due: '2026-11-24T09:00',
    hear: {
      '2026-11-23T21:00': ['teacher'],
      '2026-11-24T05:00': ['teacher'],
      '2026-11-24T08:00': ['teacher'],
      '2026-11-24T09:00': ['teacher'],
    },
    async meets(world) {
      await world.as('teacher').taps('resume-draft');
      await isSent(world.as('teacher'));
    },
    meetsUnasked: (world) => isSent(world.as('teacher')),
  },
  'case-manager-24h': {
    begins: isReported,
    due: '2026-11-24T09:00',
    hear: {
      '2026-11-23T21:00': ['head'],
      '2026-11-24T05:00': ['head'],
      '2026-11-24T08:00': office,
      '2026-11-24T09:00': office,
      '2026-11-24T13:00': office,
      '2026-11-25T09:00': [...office, 'admin'],
    },
    meets: isAssigned,
  },
  'initial-assessment-2h': {
    begins: assigned,
    due: '2026-11-23T11:00',
    hear: {
      '2026-11-23T10:00': ['manager-1'],
      '2026-11-23T10:45': ['manager-1'],
      '2026-11-23T11:00': ['manager-1', ...office],
      '2026-11-23T13:00': ['manager-1', ...office],
      '2026-11-24T11:00': ['manager-1', ...office],
    },
    meets: isAssessed,
    meetsUnasked: afterDesk(isAssessed),
  },
  'home-visit-7d': {
    begins: assigned,
    due: '2026-11-30T09:00',
    hear: {
      '2026-11-26T09:00': ['manager-1'],
      '2026-11-28T09:00': ['manager-1'],
      '2026-11-29T09:00': ['manager-1'],
      '2026-11-30T09:00': ['manager-1', ...office],
      '2026-12-03T09:00': ['manager-1', ...office],
    },
    meets: isVisited,
    meetsUnasked: afterDesk(isVisited),
  },
  'comprehensive-assessment-7d': {
    begins: accepted,
    due: '2026-11-30T09:00',
    hear: {
      '2026-11-26T09:00': ['manager-1'],
      '2026-11-28T09:00': ['manager-1'],
      '2026-11-29T09:00': ['manager-1'],
      '2026-11-30T09:00': ['manager-1', ...office],
      '2026-12-03T09:00': ['manager-1', ...office],
    },
    meets: isAssessedFully,
    meetsUnasked: afterDesk(isAssessedFully),
  },
  'high-risk-immediate-action': {
    async begins(world) {
      await accepted(world);
      await isAssessed(world, 'high');
    },
    due: monday,
    hear: {
      '2026-11-23T09:00': ['manager-1'],
      '2026-11-23T09:15': ['manager-1'],
      '2026-11-23T09:30': ['manager-1', 'head'],
      '2026-11-23T10:00': ['manager-1', ...office],
    },
    meets: isProtected,
  },
  'wfcl-immediate-protection': {
    async begins(world) {
      await accepted(world);
      await isAssessed(world, 'trafficking');
    },
    due: monday,
    hear: {
      '2026-11-23T09:00': ['manager-1'],
      '2026-11-23T09:15': ['manager-1'],
      '2026-11-23T09:30': ['manager-1', 'head'],
      '2026-11-23T10:00': ['manager-1', ...office],
    },
    meets: isProtected,
  },
  'danger-confirmed-10m': {
    begins: isReportedInDanger,
    due: monday,
    hear: {
      '2026-11-23T09:00': ['intake'],
      '2026-11-23T09:10': ['head', 'teacher'],
      '2026-11-23T09:20': ['stand-in'],
      '2026-11-23T09:30': ['intake', ...office],
      '2026-11-23T10:00': ['intake', ...office, 'admin'],
    },
    meets: (world) => world.as('intake').taps('confirm-danger'),
    meetsUnasked: (world) => world.as('intake').taps('i-have-it'),
  },
};

let world: World;
beforeEach(async () => {
  world = await aWorld({ now: monday });
});
afterEach(() => world.end());

/** Belgrade is an hour ahead of UTC from October to March, where all of these lie. */
const instant = (local: string): Date => new Date(`${local}:00+01:00`);
const before = (at: Date): Date => new Date(at.getTime() - 1);

async function to(at: Date): Promise<void> {
  await world.advance(`PT${((at.getTime() - world.clock.now().getTime()) / 1000).toFixed(3)}S`);
}

const kept = (rule: string) => world.store.obligation.findFirstOrThrow({ where: { rule } });

/** What was said of an obligation: when, of whom. */
async function heard(rule: string): Promise<Record<string, string[]>> {
  const { id } = await kept(rule);
  const rows = await world.store.message.findMany({ where: { obligationId: id, kind: 'send' } });
  const personas = new Map([...(await seededPeople(world.store))].map(([persona, personId]) => [personId, persona]));
  const said: Record<string, string[]> = {};
  for (const { createdAt, personId } of rows) {
    const at = createdAt.toISOString();
    said[at] = [...(said[at] ?? []), personas.get(personId) ?? 'nobody known'].toSorted();
  }
  return said;
}

const expected = (steps: readonly (readonly [string, readonly string[]])[]) =>
  Object.fromEntries(steps.map(([local, people]) => [instant(local).toISOString(), people.toSorted()]));

test('every rule of the register is lived through here', () => {
  expect(Object.keys(lived).toSorted()).toEqual(rules.map(({ id }) => id).toSorted());
});

const all = rules.map((rule) => [rule.id, rule] as const);
const limited = all.filter(([, { limit }]) => limit !== 'without-delay');

function livedThrough(id: string): Lived {
  const found = lived[id];
  if (!found) throw new Error(`rule ${id} has no row in the table`);
  return found;
}

test.each(all)('%s: each step at its time to its people, then the act, then silence', async (id, rule) => {
  const { begins, due, hear, meets } = livedThrough(id);
  await begins(world);
  expect(await kept(id)).toMatchObject({ startedAt: instant(monday), dueAt: instant(due), outcome: null });
  expect(await heard(id)).toEqual({});
  const steps = Object.entries(hear);
  for (const [index, [local]] of steps.entries()) {
    if (instant(local) > world.clock.now()) await to(before(instant(local)));
    if (local !== monday) expect(await heard(id)).toEqual(expected(steps.slice(0, index)));
    await to(instant(local));
    expect(await heard(id)).toEqual(expected(steps.slice(0, index + 1)));
  }
  expect((await kept(id)).outcome).toBeNull();
  await world.advance('PT0.001S');
  await meets(world);
  expect((await kept(id)).outcome).toBe(rule.limit === 'without-delay' ? 'met' : 'late');
  await world.advance('P30D');
  expect(await heard(id)).toEqual(expected(steps));
});

test.each(all)('%s: nobody hears anything when the act came before the first step', async (id) => {
  const { begins, hear, meets, meetsUnasked = meets } = livedThrough(id);
  await begins(world);
  const first = instant(Object.keys(hear)[0] ?? '');
  if (first > world.clock.now()) await to(before(first));
  await meetsUnasked(world);
  expect((await kept(id)).outcome).toBe('met');
  await world.advance('P30D');
  expect(await heard(id)).toEqual({});
});

test.each(limited)('%s: is met in its last millisecond', async (id) => {
  const { begins, due, meets } = livedThrough(id);
  await begins(world);
  await to(instant(due));
  await meets(world);
  expect(await kept(id)).toMatchObject({ outcome: 'met', closedAt: instant(due) });
});

test.each(limited)('%s: is late one millisecond after, and the act is taken all the same', async (id) => {
  const { begins, due, meets } = livedThrough(id);
  await begins(world);
  await to(new Date(instant(due).getTime() + 1));
  await meets(world);
  expect((await kept(id)).outcome).toBe('late');
});

describe('a case without a manager', () => {
  const reminders = async (persona: string) =>
    (await world.as(persona).told()).filter(({ template }) => template.startsWith('reminder/case-manager-24h/'));

  test('is not overdue after 23 hours; after 25 head and stand-in hear of it, and of no other; assigned, it is silent', async () => {
    await isReported(world);
    await isAssigned(world);
    await isReported(world);
    const [, open] = await world.store.case.findMany({ orderBy: { number: 'asc' } });
    await world.advance('PT23H');
    for (const row of await world.store.obligation.findMany({ where: { rule: 'case-manager-24h' } })) {
      expect(stageOf(row, world.clock.now())).not.toBe('overdue');
    }
    expect((await reminders('head')).map(({ params }) => params['stage'])).not.toContain('overdue');
    await world.advance('PT2H');
    for (const persona of office) {
      const told = await reminders(persona);
      expect(told.at(-1)).toMatchObject({ template: 'reminder/case-manager-24h/due', params: { case: open?.number } });
      expect(new Set(told.map(({ caseId }) => caseId)), persona).toEqual(new Set([open?.id]));
    }
    const before = { head: await reminders('head'), 'stand-in': await reminders('stand-in') };
    await isAssigned(world);
    await world.advance('P30D');
    expect({ head: await reminders('head'), 'stand-in': await reminders('stand-in') }).toMatchObject({
      head: before.head.map(({ id }) => ({ id })),
      'stand-in': before['stand-in'].map(({ id }) => ({ id })),
    });
  });

  test('that somebody has in hand is quiet until the limit is near', async () => {
    await isReported(world);
    await world.advance('PT12H');
    await world.as('head').taps('i-have-it');
    await world.advance('PT8H');
    expect(await reminders('head')).toHaveLength(1);
    await world.advance('PT3H');
    expect(await reminders('head')).toHaveLength(2);
    expect((await reminders('head')).at(-1)?.buttons.map(({ act }) => act)).toEqual(['assign']);
  });

  test('is the head’s to protect when a worst form of labour is suspected from the first report', async () => {
    const teacher = world.as('teacher');
    await isWritten(teacher);
    for (let skipped = 0; skipped < 4; skipped += 1) await teacher.taps('skip');
    await teacher.taps('choose:SEK');
    await teacher.taps('done');
    await teacher.taps('choose:SEK-trafikim');
    await teacher.taps('done');
    await isSent(teacher);
    await world.advance('PT0S');
    expect(await heard('wfcl-immediate-protection')).toEqual(expected([[monday, ['head']]]));
  });
});

test('an open draft is known to its author alone, however late it gets', async () => {
  await isWritten(world.as('teacher'));
  await world.advance('P3D');
  for (const persona of ['intake', ...office, 'manager-1', 'admin']) {
    expect(await world.as(persona).told(), persona).toEqual([]);
  }
});

test('a limit of days speaks in the morning, not at night', async () => {
  await world.advance('PT13H30M');
  await isReported(world);
  await isAssigned(world);
  await world.advance('P3DT8H29M59.999S');
  expect(await heard('home-visit-7d')).toEqual({});
  await to(instant('2026-11-27T07:00'));
  expect(await heard('home-visit-7d')).toEqual(expected([['2026-11-27T07:00', ['manager-1']]]));
});
