import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aRunningTryOut } from '../journeys/running-try-out.ts';
import { aBrowser } from './browser.ts';

let house: Awaited<ReturnType<typeof aRunningTryOut>>;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  house = await aRunningTryOut();
  browser = await aBrowser();
  const context = await browser.newContext({ viewport: { width: 1600, height: 900 } });
  page = await context.newPage();
  page.on('pageerror', (fault) => complaints.push(fault.message));
  await page.goto(`${house.address}/?lang=en`);
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
});

const chat = (persona: string, on = page): Locator => on.locator(`.phone[data-persona="${persona}"]`);

/** The answer to a tap or to words has come when one more message of the bot stands in the chat. */
async function answered(persona: string, does: () => Promise<void>): Promise<void> {
  const said = chat(persona).locator('.log > li.bot');
  const before = await said.count();
  await does();
  await expect.poll(() => said.count()).toBeGreaterThan(before);
}

const types = (persona: string, text: string) =>
  answered(persona, async () => {
    await chat(persona).getByRole('textbox').fill(text);
    await chat(persona).getByRole('textbox').press('Enter');
  });

const taps = (persona: string, act: string) =>
  answered(persona, () => chat(persona).locator(`button[data-act="${act}"]`).last().click());

const moves = async (label: string): Promise<void> => {
  const time = page.locator('.clock .now time');
  const before = await time.getAttribute('datetime');
  await page.getByRole('button', { name: label, exact: true }).click();
  await expect.poll(() => time.getAttribute('datetime')).not.toBe(before);
  await expect.poll(() => page.getByRole('button', { name: label, exact: true }).isEnabled()).toBe(true);
};

const stageOf = (name: RegExp): Locator =>
  page.locator('.owed .line').filter({ hasText: name }).locator('.stage').first();

async function barriersOn(which: Page): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await new AxeBuilder({ page: which }).withTags(tags).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

test('the teacher writes a report by clicks and a few words, and gets a receipt', async () => {
  await types('teacher', 'refer');
  await taps('teacher', 'choose:no');
  await types('teacher', 'the school at the river');
  await types('teacher', 'falls asleep, works at night');
  await taps('teacher', 'skip');
  await types('teacher', 'now');
  await taps('teacher', 'summary');
  await taps('teacher', 'send');
  await chat('teacher').locator('[data-template="referral-receipt"]').waitFor();
  expect(await chat('teacher').textContent()).not.toContain('river');
  await chat('head').locator('[data-template="referral-arrived"]').waitFor();
  expect(await stageOf(/case manager within 24 hours/i).textContent()).toBe('far');
});

test('after 23 hours nothing is overdue; after 25 the head’s chat shows that it is', async () => {
  // Twelve, twenty and twenty-three hours: where somebody is to hear something.
  for (let step = 0; step < 3; step += 1) await moves('To the next step');
  await chat('head').locator('[data-template="reminder/case-manager-24h/due-1h"]').waitFor();
  expect(await stageOf(/case manager within 24 hours/i).textContent()).toBe('due');
  for (let hour = 0; hour < 2; hour += 1) await moves('+ 1 hour');
  await expect.poll(() => stageOf(/case manager within 24 hours/i).textContent()).toBe('overdue');
  await chat('head').locator('[data-template="reminder/case-manager-24h/due"]').waitFor();
  expect(await stageOf(/home visit within 7 days/i).textContent()).toBe('far');
});

test('the head assigns, and the case stands in the manager’s chat', async () => {
  await taps('head', 'assign');
  await chat('head').locator('button[data-act^="assign:"]').first().click();
  await chat('manager-1').locator('[data-template="case-assigned"]').waitFor();
  await expect.poll(() => stageOf(/case manager within 24 hours/i).textContent()).toBe('done late');
});

test('the page has no barrier then, wide or on a phone, and the browser no complaint', async () => {
  expect(await barriersOn(page)).toEqual([]);
  const phone = await (await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true })).newPage();
  await phone.goto(`${house.address}/?lang=sq`);
  await chat('head', phone).locator('[data-template="reminder/case-manager-24h/due"]').waitFor({ state: 'attached' });
  const [wide, seen] = await phone.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(wide).toBeLessThanOrEqual(seen ?? 0);
  expect(await barriersOn(phone)).toEqual([]);
  await phone.context().close();
  expect(complaints).toEqual([]);
});
