import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askReporter } from '../../core/case/ask-reporter.ts';
import { realClock } from '../../core/clock.ts';
import { type LinkPurpose, linkCode, makeLink } from '../../core/link.ts';
import { anOffice, type OfficeUnderTest } from '../api/office.ts';
import { aBrowser } from './browser.ts';

let office: OfficeUnderTest;
let browser: Browser;
beforeAll(async () => {
  office = await anOffice();
  browser = await aBrowser();
});
afterAll(async () => {
  await browser?.close();
  await office?.end();
});

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function opened(path: string) {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await page.goto(office.url + path);
  const barriers = async () =>
    (await new AxeBuilder({ page }).withTags(tags).analyze()).violations.map(({ id, nodes }) => [id, nodes[0]?.html]);
  return { page, barriers };
}

async function linkFor(persona: string, purpose: LinkPurpose): Promise<string> {
  const { store, keyring } = office;
  const id = await makeLink(store, keyring, { personId: office.personId(persona), purpose }, realClock.now());
  return `/l/${linkCode(keyring, await store.secureLink.findUniqueOrThrow({ where: { id } }))}`;
}

test.each(['/', '/docs', '/l/AAAAAAAAAAAAAAAAAAAAAA'])('there is no barrier on %s', async (path) => {
  const { page, barriers } = await opened(path);
  expect(await barriers()).toEqual([]);
  const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(wide).toBeLessThanOrEqual(seen ?? 0);
  await page.context().close();
});

test('whom a case concerns is read with one tap, without a barrier', async () => {
  const { id } = await office.aCase({ name: 'Lule Provuese' });
  const { page, barriers } = await opened(await linkFor('intake', { does: 'whom', caseId: id }));
  expect(await barriers()).toEqual([]);
  await page.getByRole('button').click();
  await page.getByText('Lule Provuese').waitFor();
  expect(await barriers()).toEqual([]);
  expect(await page.title()).not.toContain('Lule');
  await page.context().close();
});

test('a reporter answers a question on the page', async () => {
  const { id: caseId } = await office.aCase();
  const asked = { caseId, question: 'Since when have you known?' };
  const { id: questionId } = await office.parts.door.through(askReporter, office.personId('head'), asked);
  const { page, barriers } = await opened(await linkFor('teacher', { does: 'question', questionId }));
  await page.getByRole('button').click();
  await page.getByText('Since when have you known?').waitFor();
  expect(await barriers()).toEqual([]);
  await page.getByRole('textbox').fill('For two weeks.');
  await page.getByRole('button').click();
  await page.getByText('For two weeks.').waitFor();
  expect(await barriers()).toEqual([]);
  await page.context().close();
});
