import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWorld, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world?.end());

test('a draft that is answered after its deletion was announced is announced again before it goes', async () => {
  const teacher = world.as('teacher');
  await teacher.command('refer');
  await teacher.taps('choose:no');
  await world.store.draft.updateMany({ data: { remindedAt: world.clock.now(), warnedAt: world.clock.now() } });
  await teacher.says('Rruga e Ullinjve 4');
  const draft = await world.store.draft.findFirstOrThrow({ where: { personId: teacher.personId } });
  expect(draft.warnedAt).toBeNull();
  expect(draft.remindedAt).not.toBeNull();
});
