import { expect, test } from 'vitest';
import { triggerList } from './trigger.ts';

test('a trigger lives three seconds and opens one view', () => {
  let now = 0;
  const triggers = triggerList('T01', () => now);
  const [used, late] = [triggers.issue('U1'), triggers.issue('U1', true)];
  now = 3000;
  expect(triggers.exchange(used)).toMatchObject({ userId: 'U1', inModal: false });
  expect(() => triggers.exchange(used)).toThrow('exchanged_trigger_id');
  now = 3001;
  expect(() => triggers.exchange(late)).toThrow('expired_trigger_id');
  expect(() => triggers.exchange('other')).toThrow('invalid_trigger_id');
});
