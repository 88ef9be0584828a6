import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SlackPerson } from '../../support/slack-fake.ts';
import { aSlackStage, type SlackStage } from './window-stage.ts';

let stage: SlackStage;
beforeAll(async () => {
  stage = await aSlackStage();
}, 60_000);
afterAll(async () => {
  expect(stage.fake.violations).toEqual([]);
  await stage.end();
}, 60_000);

const blockOf = (person: SlackPerson) =>
  person.modal()?.blocks.find(({ block_id: id }) => id.startsWith('identifiedAt'))?.block_id;
const chosen = (person: SlackPerson) =>
  person.modal()?.state.values[blockOf(person) ?? '']?.['answer']?.['selected_date_time'];

/** The page that asks when the child was identified. */
async function asked(person: SlackPerson): Promise<void> {
  await person.slash('refer');
  await person.sees(() => person.modal());
  await person.fills('danger', 'no');
  await person.fills('where', 'shkolla');
  await person.fills('what', 'punon natën');
  expect(await person.submits()).toBe('next');
  expect(blockOf(person)).toBe('identifiedAt');
  expect(chosen(person)).toBeNull();
}

const identified = async (persona: string) => {
  const { personId } = stage.world.as(persona);
  return (await stage.world.store.draft.findFirstOrThrow({ where: { personId } })).identifiedAt;
};

test('Now puts this moment into its picker, over what was chosen before, and stays while the time goes on', async () => {
  const person = await stage.link('teacher');
  await asked(person);
  await person.fills('identifiedAt', '2026-11-20T08:00:00Z');
  const now = stage.world.clock.now();
  await person.tapsInModal('Tani');
  await person.sees(() => blockOf(person) !== 'identifiedAt');
  expect(chosen(person)).toBe(Math.floor(now.getTime() / 1000));
  expect(await identified('teacher')).toEqual(now);
  stage.world.clock.advance('PT10M');
  expect(await person.submits()).toBe('next');
  expect(blockOf(person)).toBeUndefined();
  expect(await identified('teacher')).toEqual(now);
  await person.tapsInModal('Kthehu');
  await person.sees(() => blockOf(person) === 'identifiedAt');
  expect(chosen(person)).toBe(Math.floor(now.getTime() / 1000));
  expect(await person.submits()).toBe('next');
  expect(await identified('teacher')).toEqual(now);
  await person.closes();
  await stage.settled();
});

test('after Now another moment may be chosen; what is wrong with it is said at the picker', async () => {
  const person = await stage.link('member-4.1.3');
  await asked(person);
  await person.tapsInModal('Tani');
  await person.sees(() => blockOf(person) !== 'identifiedAt');
  const block = blockOf(person) ?? '';
  await person.fills(block, '2027-01-01T08:00:00Z');
  expect(await person.submits()).toEqual({ errors: { [block]: expect.stringContaining('ardhme') } });
  await person.fills(block, '2026-11-23T07:00:00Z');
  expect(await person.submits()).toBe('next');
  expect(await identified('member-4.1.3')).toEqual(new Date('2026-11-23T07:00:00Z'));
  await person.closes();
  await stage.settled();
});
