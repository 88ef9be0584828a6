import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aTryOut, type TryOutUnderTest } from '../bot/web/a-try-out.ts';
import { aBrowser } from './browser.ts';

let house: TryOutUnderTest;
let browser: Browser;
beforeAll(async () => {
  house = await aTryOut();
  browser = await aBrowser();
});
afterAll(async () => {
  await browser?.close();
  await house?.end();
});

const phone = { width: 390, height: 844 };
const desk = { width: 1440, height: 900 };

async function opened(
  path: string,
  viewport = desk,
): Promise<{ page: Page; strangers: string[]; complaints: string[] }> {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  const strangers: string[] = [];
  const complaints: string[] = [];
  page.on('request', (asked) => {
    if (!asked.url().startsWith(house.url)) strangers.push(asked.url());
  });
  page.on('console', (line) => {
    if (line.type() === 'error') complaints.push(line.text());
  });
  page.on('pageerror', (fault) => complaints.push(fault.message));
  await page.goto(house.url + path);
  return { page, strangers, complaints };
}

async function barriersOn(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

const chat = (page: Page, persona: string) => page.locator(`.phone[data-persona="${persona}"]`);

test('asks nothing of anybody else, and the browser has nothing to complain of', async () => {
  const { page, strangers, complaints } = await opened('/');
  await chat(page, 'teacher').getByRole('textbox').fill('help');
  await chat(page, 'teacher').getByRole('textbox').press('Enter');
  await chat(page, 'teacher').getByText('heard command help').waitFor();
  expect(strangers).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test.each(['sq', 'sr-Latn', 'sr-Cyrl', 'en'])(
  'has no barrier in %s, with messages, buttons and limits on it',
  async (lang) => {
    await house.aCase();
    const { page } = await opened(`/?lang=${lang}`);
    await chat(page, 'head').getByRole('textbox').fill('button');
    await chat(page, 'head').getByRole('textbox').press('Enter');
    await chat(page, 'head').getByRole('button', { name: 'Po' }).first().waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe(lang);
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  },
);

test('a tap is answered in the chat without a reload', async () => {
  const { page } = await opened('/?lang=en');
  const own = chat(page, 'intake');
  await own.getByRole('textbox').fill('button');
  await own.getByRole('button', { name: 'Send', exact: true }).click();
  await own.getByRole('button', { name: 'Po' }).click();
  await own.getByText('heard tap').waitFor();
  expect(await own.locator('.log .person .bubble').last().textContent()).toBe('Po');
  await page.context().close();
});

test('what happens elsewhere appears by itself', async () => {
  const { page } = await opened('/?lang=en');
  await page.locator('.phone').first().waitFor();
  await house.ask('/try/chats/teacher', { method: 'POST', body: { text: 'cases' } });
  await chat(page, 'teacher').getByText('heard command cases').waitFor();
  await page.context().close();
});

test('takes a file', async () => {
  const { page } = await opened('/?lang=en');
  const file = { name: 'page.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 page') };
  await chat(page, 'teacher').locator('input[type=file]').setInputFiles(file);
  await chat(page, 'teacher').getByText('heard file of 13').waitFor();
  await page.context().close();
});

test('moves the clock, and limits that pass are marked in words', async () => {
  const { page } = await opened('/?lang=en');
  const { number } = await house.aCase();
  const owed = page.locator('.owed .line', { hasText: number }).filter({ hasText: /case manager within 24 hours/i });
  await owed.getByText('far').waitFor();
  await page.getByRole('button', { name: '+ 24 hours' }).click();
  await owed.getByText('due', { exact: true }).waitFor();
  await page.getByRole('button', { name: '+ 1 hour' }).click();
  await owed.getByText('overdue').waitFor();
  expect(house.advanced).toEqual(['PT24H', 'PT1H']);
  await page.context().close();
});

test('shows the chats that were chosen, and remembers them', async () => {
  const { page } = await opened('/?lang=en');
  expect(await chat(page, 'doctor').isVisible()).toBe(false);
  await page.getByRole('checkbox', { name: 'Doctor' }).check({ force: true });
  await page.getByRole('checkbox', { name: 'Teacher' }).uncheck({ force: true });
  expect(await chat(page, 'doctor').isVisible()).toBe(true);
  await page.reload();
  await chat(page, 'doctor').waitFor();
  expect(await chat(page, 'teacher').isVisible()).toBe(false);
  await page.context().close();
});

test('can be used by keyboard alone', async () => {
  const { page } = await opened('/?lang=en');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('To the chats');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox').first().focus();
  await page.keyboard.type('button');
  await page.keyboard.press('Enter');
  const button = chat(page, 'teacher').getByRole('button', { name: 'Po' }).last();
  await button.waitFor();
  await button.focus();
  await page.keyboard.press('Enter');
  await chat(page, 'teacher').getByText('heard tap').waitFor();
  await page.context().close();
});

test('fits a phone, and a page enlarged to twice its size, without scrolling sideways', async () => {
  for (const viewport of [phone, { width: 320, height: 640 }]) {
    const { page } = await opened('/?lang=sq', viewport);
    const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(wide).toBeLessThanOrEqual(seen ?? 0);
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  }
});

test('what a person types is shown as text, never as markup', async () => {
  const { page, complaints } = await opened('/?lang=en');
  await house.store.webChat.create({
    data: {
      id: crypto.randomUUID(),
      accountId: (await house.store.channelAccount.findFirstOrThrow({ where: { personId: house.personId('teacher') } }))
        .id,
      fromBot: true,
      text: '<img src=x onerror="document.title=1"> & "quotes"',
      at: house.clock.now(),
    },
  });
  await chat(page, 'teacher').getByText('<img src=x onerror="document.title=1"> & "quotes"').waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});
