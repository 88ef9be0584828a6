import { afterAll, beforeAll, expect, test } from 'vitest';
import { accept } from '../../../core/case/accept.ts';
import { exclude } from '../../../core/case/exclude.ts';
import { anAssigned } from '../../core/case/a-report.ts';
import type { SlackPerson } from '../../support/slack-fake.ts';
import { aSlackStage, type SlackStage } from './window-stage.ts';

const told = 'Vërejtje që nuk dalin askund';

let stage: SlackStage;
let manager: SlackPerson;
let caseId: string;
let number: string;
beforeAll(async () => {
  stage = await aSlackStage();
  manager = await stage.link('manager-1');
  ({ caseId, number } = await anAssigned(stage.world));
  await stage.world.as('manager-1').does(accept, { caseId });
  await stage.settled();
}, 60_000);
afterAll(async () => {
  expect(stage.fake.log.filter(({ body }) => decodeURIComponent(body.replaceAll('+', ' ')).includes(told))).toEqual([]);
  expect(stage.fake.violations).toEqual([]);
  await stage.end();
}, 60_000);

/** From the case's desk in the chat to the first page of a form. */
async function begins(does: string): Promise<void> {
  await manager.slash('cases');
  await stage.settled();
  await stage.taps('manager-1', manager, `case:${number}`);
  await stage.settled();
  await stage.taps('manager-1', manager, does);
  await manager.sees(() => manager.modal());
}

/** Fills in what is asked, a page at a time, and sends the summary. */
async function files(...pages: readonly Readonly<Record<string, string | readonly string[]>>[]): Promise<void> {
  for (const page of pages) {
    for (const [field, value] of Object.entries(page)) {
      await manager.sees(() => manager.modal()?.blocks.some(({ block_id: id }) => id === field));
      await manager.fills(field, value);
    }
    expect(await stage.submits(manager)).toBe('next');
  }
  expect(manager.modal()?.['callback_id']).toBe('check');
  expect(manager.reads(manager.modal())).not.toContain(told);
  expect(await stage.submits(manager)).toBe('next');
  expect(manager.modal()?.['callback_id']).toBe('last');
  await manager.closes();
  await stage.settled();
}

const filed = (form: string) => stage.world.store.filedForm.count({ where: { caseId, form } });

test('the registration (E-2) is filed from two pages', async () => {
  await begins('register');
  const [yes, no] = ['yes', 'no'];
  await files(
    { childInformed: yes, familyInformed: yes, consent: 'given' },
    { parentalCare: 'both-parents', knownBefore: no, reason: told, details: told },
  );
  expect(await filed('e-2')).toBe(1);
  expect(manager.lastMessage()?.text).toContain(number);
}, 60_000);

test('the initial assessment (E-3) asks for the risk only where no worst form is suspected, in the same window', async () => {
  await begins('initial-assessment');
  const blocks = () => manager.modal()?.blocks.map(({ block_id: id }) => id);
  expect(blocks()).toEqual(['madeAt', 'now-madeAt', 'worstForm', 'summary']);
  await manager.fills('summary', told);
  await files(
    { worstForm: 'none', risk: 'medium' },
    { sectors: ['street'], hazards: ['hours', 'tools'], hoursAWeek: '30' },
  );
  expect(await filed('e-3-initial')).toBe(1);
}, 60_000);

test('what lies in the future is said at its field; what the rules refuse at the end stands above the summary, and nothing is lost', async () => {
  await begins('home-visit');
  await manager.fills('visitedAt', '2026-11-24T08:00:00Z');
  await manager.fills('seen', ['child', 'mother']);
  await manager.fills('summary', told);
  expect(await stage.submits(manager)).toEqual({ errors: { visitedAt: expect.stringContaining('ardhme') } });
  // Before there was a report.
  await manager.fills('visitedAt', '2026-11-23T07:00:00Z');
  expect(await stage.submits(manager)).toBe('next');
  expect(await stage.submits(manager)).toBe('next');
  expect(manager.modal()?.['callback_id']).toBe('check');
  expect(await filed('e-6-home-visit')).toBe(0);
  const [refused] = manager.modal()?.blocks ?? [];
  expect(JSON.stringify(refused)).toContain('raporti');
  await manager.tapsInModal('Ndrysho');
  await manager.sees(() => manager.modal()?.['callback_id'] === 'form');
  await files({ visitedAt: '2026-11-23T08:00:00Z' });
  expect(await filed('e-6-home-visit')).toBe(1);
}, 60_000);

test('the comprehensive assessment and what was done at once are filed too', async () => {
  await begins('comprehensive-assessment');
  const words = { safety: told, essentialNeeds: told, education: told, familyCare: told, socialInclusion: told };
  await files({ ...words, risk: 'low' });
  expect(await filed('e-3-comprehensive')).toBe(1);
  await begins('immediate-action');
  await files({ what: told, byWhom: told, where: 'dont-know', policeTold: 'not-needed', courtTold: 'no' });
  expect(await filed('immediate-action')).toBe(1);
}, 60_000);

test('whoever was excluded from a case meanwhile sees nothing of a form on it any more', async () => {
  await begins('home-visit');
  await manager.fills('seen', ['child']);
  const { personId } = stage.world.as('manager-1');
  await stage.world.as('head').does(exclude, { caseId, personId, reason: 'conflict-of-interest' });
  await manager.tapsInModal('Tani');
  await manager.sees(() => manager.modal()?.['callback_id'] === 'last');
  expect(manager.reads(manager.modal())).not.toContain(number);
  await manager.closes();
}, 60_000);
