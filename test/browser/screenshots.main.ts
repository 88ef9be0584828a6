import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { readConfig } from '../../core/config.ts';
import { startTryeza } from '../../main.ts';
import { outsider } from '../journeys/outside.ts';
import { aBrowser } from './browser.ts';

// The pictures of the README, made anew: node --import tsx test/browser/screenshots.main.ts
const pictures = path.resolve(import.meta.dirname, '../../docs/screenshots');
const dataDir = await mkdtemp(path.join(tmpdir(), 'tryeza-pictures-'));
const house = await startTryeza({
  config: readConfig({ PORT: '0', LOG_LEVEL: 'silent' }),
  dataDir,
  say: (line) => process.stdout.write(`${line}\n`),
});
const browser = await aBrowser();
try {
  await mkdir(pictures, { recursive: true });
  const tester = outsider(house.address);
  for (const persona of ['teacher', 'doctor', 'head', 'manager-1']) {
    await tester.says(persona, 'language');
    await tester.taps(persona, 'language:en');
  }
  const report = async (persona: string, where: string) => {
    await tester.says(persona, 'refer');
    await tester.fills(persona, { danger: 'choose:no', where, what: 'falls asleep in class, works at night' });
  };
  await report('doctor', 'the house behind the market');
  await tester.advance('PT24H30M');
  await report('teacher', 'the school at the river');
  await picture('phone.png', { width: 390, height: 844 }, ['teacher'], async (page) => {
    await page.locator('.phone[data-persona="teacher"]').evaluate((phone) => phone.scrollIntoView({ block: 'center' }));
  });
  const { personas } = await tester.state();
  const personOf = (id: string) => personas.find((persona) => persona.id === id);
  const [, arrived] = (await tester.read('head')).filter(({ template }) => template === 'referral-arrived');
  const number = /[A-Z]{2,4}-\d{4}-\d{4,}/.exec(arrived?.text ?? '')?.[0];
  await tester.ask(`/api/v1/cases/${number}/assignment`, {
    method: 'POST',
    token: personOf('head')?.token ?? '',
    body: { managerId: personOf('manager-1')?.personId },
  });
  await picture('try-out.png', { width: 1480, height: 1060 }, ['teacher', 'head', 'manager-1'], async () => undefined);
} finally {
  await browser.close();
  await house.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function picture(
  name: string,
  viewport: { width: number; height: number },
  personas: readonly string[],
  arrange: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport, deviceScaleFactor: name === 'phone.png' ? 2 : 1 });
  const page = await context.newPage();
  await page.addInitScript((shown) => localStorage.setItem('tryeza-shown', shown), personas.join(','));
  await page.goto(`${house.address}/?lang=en`);
  await page.locator(`.phone[data-persona="${personas[0]}"] .log li.bot`).first().waitFor();
  await page.waitForLoadState('networkidle');
  await arrange(page);
  await page.screenshot({ path: path.join(pictures, name) });
  await context.close();
}
