import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openDoor } from '../../../core/door.ts';
import { draftChores } from '../../../core/draft/chores.ts';
import { newId } from '../../../core/id.ts';
import { wallClock } from '../../../core/time.ts';
import { aSmallWorld, type SmallWorld } from '../../worker/small-world.ts';

let world: SmallWorld;
beforeAll(async () => {
  world = await aSmallWorld();
});
afterEach(() => world.store.draft.deleteMany());
afterAll(() => world?.close());

const chore = () => {
  const [drafts] = draftChores({ ...world, door: openDoor(world), onOwed: () => undefined });
  if (!drafts) throw new Error('there is no chore');
  return drafts;
};
const at = (local: string) => wallClock(`${local}[Europe/Belgrade]`);

async function aDraft(touched: string, more: { sentAt?: Date; quietFrom?: string; quietTo?: string } = {}) {
  const { sentAt = null, quietFrom = '00:00', quietTo = '00:00' } = more;
  const personId = await world.aPerson();
  await world.store.person.update({ where: { id: personId }, data: { quietFrom, quietTo } });
  const id = newId();
  const touchedAt = at(touched);
  await world.store.draft.create({
    data: { id, personId, form: 'e-1', sealedAnswers: new Uint8Array(1), startedAt: touchedAt, touchedAt, sentAt },
  });
  return { id, personId };
}

const becameOf = async (id: string) => {
  const { remindedAt, warnedAt, discardedAt } = await world.store.draft.findUniqueOrThrow({ where: { id } });
  return { remindedAt, warnedAt, discardedAt };
};
const saidTo = async (personId: string) =>
  (await world.store.message.findMany({ where: { personId }, orderBy: { seq: 'asc' } })).map(
    ({ template }) => template,
  );

// Over the night in which a day has twenty-three hours, and the one in which it has twenty-five.
test.each([
  ['2026-03-28T10:00', '2026-03-29T10:00', '2026-04-10T10:00', '2026-04-11T10:00'],
  ['2026-10-24T10:00', '2026-10-25T10:00', '2026-11-06T10:00', '2026-11-07T10:00'],
])(
  'a draft left alone since %s: its author hears after a day and after thirteen, then it is gone',
  async (touched, ...due) => {
    const { id, personId } = await aDraft(touched);
    const drafts = chore();
    const [reminded, warned, gone] = due.map(at) as [Date, Date, Date];
    for (const instant of [reminded, warned, gone]) {
      const before = new Date(instant.getTime() - 1);
      expect(await drafts.nextAt(before)).toEqual(instant);
      expect(await drafts.perform(before)).toBe(0);
      world.clock.to(instant);
      expect(await drafts.perform(instant)).toBe(1);
      expect(await drafts.perform(instant)).toBe(0);
    }
    expect(await becameOf(id)).toEqual({ remindedAt: reminded, warnedAt: warned, discardedAt: gone });
    expect((await saidTo(personId)).filter((template) => template === 'draft-waiting')).toHaveLength(2);
    expect(await drafts.nextAt(gone)).toBeNull();
  },
);

test('a warning that comes late leaves its day all the same', async () => {
  const { id } = await aDraft('2026-11-10T10:00');
  const drafts = chore();
  const late = at('2026-12-20T10:00');
  expect([await drafts.perform(late), await drafts.perform(late), await drafts.perform(late)]).toEqual([1, 1, 0]);
  expect(await becameOf(id)).toEqual({ remindedAt: late, warnedAt: late, discardedAt: null });
  expect(await drafts.nextAt(late)).toEqual(at('2026-12-21T10:00'));
});

test('nobody is woken, and what was sent is left alone', async () => {
  const { id } = await aDraft('2026-12-01T23:00', { quietFrom: '20:00', quietTo: '07:00' });
  await aDraft('2026-12-01T23:00', { sentAt: at('2026-12-01T23:30') });
  const drafts = chore();
  expect(await drafts.perform(at('2026-12-03T06:59'))).toBe(0);
  expect(await drafts.nextAt(at('2026-12-02T23:00'))).toEqual(at('2026-12-03T07:00'));
  expect(await drafts.perform(at('2026-12-03T07:00'))).toBe(1);
  expect(await becameOf(id)).toMatchObject({ remindedAt: at('2026-12-03T07:00'), discardedAt: null });
});
