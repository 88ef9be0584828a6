import { afterAll, beforeAll, expect, test } from 'vitest';
import { accept } from '../../../core/case/accept.ts';
import { askReporter } from '../../../core/case/ask-reporter.ts';
import { anAssigned } from '../../core/case/a-report.ts';
import type { SlackPerson } from '../../support/slack-fake.ts';
import { aSlackStage, type SlackStage } from './window-stage.ts';

const told = 'Askush nuk më tha ku të lajmëroj';

let stage: SlackStage;
let teacher: SlackPerson;
beforeAll(async () => {
  stage = await aSlackStage();
  teacher = await stage.link('teacher');
}, 60_000);
afterAll(async () => {
  expect(stage.fake.log.filter(({ body }) => decodeURIComponent(body.replaceAll('+', ' ')).includes(told))).toEqual([]);
  expect(stage.fake.violations).toEqual([]);
  await stage.end();
}, 60_000);

async function sendsLate(): Promise<void> {
  await teacher.slash('refer');
  await teacher.sees(() => teacher.modal());
  await teacher.fills('danger', 'no');
  await teacher.fills('where', 'shkolla');
  await teacher.fills('what', 'nuk vjen më në shkollë');
  await stage.submits(teacher);
  await teacher.fills('identifiedAt', '2026-11-20T08:00:00Z');
  for (let page = 0; page < 9 && teacher.modal()?.['callback_id'] === 'form'; page += 1) await stage.submits(teacher);
  expect(teacher.modal()?.['callback_id']).toBe('check');
  await stage.submits(teacher);
}

const reasons = () => stage.world.store.referral.count({ where: { sealedLateReason: { not: null } } });

test('after a late report the window asks why; what is too long is said in it, and the words stay', async () => {
  await sendsLate();
  expect(teacher.modal()?.['callback_id']).toBe('text');
  await teacher.fills('text', `${told} ${'x'.repeat(2500)}`);
  expect(await stage.submits(teacher)).toEqual({ errors: { text: expect.stringContaining('2000') } });
  await teacher.fills('text', told);
  expect(await stage.submits(teacher)).toBe('closed');
  await stage.settled();
  expect(await reasons()).toBe(1);
  await stage.fake.redeliver({ times: 2 });
  expect(await reasons()).toBe(1);
}, 60_000);

test('the button in the chat opens the window again; once nothing is asked any more, it says so', async () => {
  await sendsLate();
  await teacher.closes();
  await stage.settled();
  await stage.taps('teacher', teacher, 'write');
  await teacher.sees(() => teacher.modal());
  await stage.world.as('teacher').command('cancel');
  await teacher.fills('text', told);
  await stage.submits(teacher);
  expect(teacher.modal()?.['callback_id']).toBe('last');
  expect(await reasons()).toBe(1);
  await teacher.closes();
  await stage.settled();
}, 60_000);

test('a question of the office is answered in a window', async () => {
  const { caseId } = await anAssigned(stage.world);
  const manager = stage.world.as('manager-1');
  await manager.does(accept, { caseId });
  await manager.does(askReporter, { caseId, question: 'Cila klasë?' });
  await stage.settled();
  await stage.taps('teacher', teacher, 'answer');
  await teacher.sees(() => teacher.modal());
  await teacher.fills('text', told);
  expect(await stage.submits(teacher)).toBe('closed');
  await stage.settled();
  expect(await stage.world.store.question.count({ where: { answeredAt: { not: null } } })).toBe(1);
}, 60_000);
