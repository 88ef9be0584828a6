import { afterAll, beforeAll, expect, test } from 'vitest';
import { askReporter } from '../../core/case/ask-reporter.ts';
import { realClock } from '../../core/clock.ts';
import { invitePerson } from '../../core/invite.ts';
import { type LinkPurpose, linkCode, makeLink } from '../../core/link.ts';
import { anOffice, type OfficeUnderTest } from './office.ts';

let office: OfficeUnderTest;
beforeAll(async () => {
  office = await anOffice();
});
afterAll(() => office?.end());

async function codeFor(persona: string, purpose: LinkPurpose, now = realClock.now()): Promise<string> {
  const { store, keyring } = office;
  const id = await makeLink(store, keyring, { personId: office.personId(persona), purpose }, now);
  return linkCode(keyring, await store.secureLink.findUniqueOrThrow({ where: { id } }));
}
const open = (code: string) => office.ask(`/l/${code}`, { method: 'POST' });
const ago = (minutes: number) => new Date(realClock.now().getTime() - minutes * 60_000);

test('shows whom a case concerns when the button is tapped, not when the link is followed', async () => {
  const { id } = await office.aCase({ name: 'Lule <b>Provuese</b>' });
  const code = await codeFor('intake', { does: 'whom', caseId: id });
  const before = await office.ask(`/l/${code}`);
  expect(before.status).toBe(200);
  expect(before.body).toContain('<form method="post">');
  expect(before.body).not.toContain('Lule');
  expect(before.headers.get('cache-control')).toBe('no-store');
  expect(before.headers.get('referrer-policy')).toBe('no-referrer');
  expect(await office.store.auditEntry.count({ where: { chain: `case:${id}` } })).toBe(0);

  const after = await open(code);
  expect(after.status).toBe(200);
  expect(after.body).toContain('Lule &lt;b>Provuese&lt;/b>');
  expect(after.body).toMatch(/<title>[^<]*<\/title>/);
  expect(after.body.match(/<title>([^<]*)/)?.[1]).not.toContain('Lule');
  const looks = await office.store.auditEntry.findMany({ where: { chain: `case:${id}` } });
  expect(looks.map(({ act, byId }) => [act, byId])).toEqual([['case.see-whom', office.personId('intake')]]);
  const own = { chain: `person:${office.personId('intake')}`, act: 'link.open' };
  expect(await office.store.auditEntry.count({ where: own })).toBe(1);
});

test('speaks the language of the person it belongs to', async () => {
  const { id } = await office.aCase();
  const code = await codeFor('stand-in', { does: 'whom', caseId: id });
  expect((await office.ask(`/l/${code}`, { headers: { 'Accept-Language': 'en' } })).body).toContain('lang="sr-Latn"');
});

test('an expired, an unknown and a misspelt link say the same', async () => {
  const { id } = await office.aCase({ name: 'Lule Provuese' });
  const old = await codeFor('intake', { does: 'whom', caseId: id }, ago(31));
  for (const code of [old, 'AAAAAAAAAAAAAAAAAAAAAA', 'x', '%00']) {
    for (const method of ['GET', 'POST']) {
      const { status, body } = await office.ask(`/l/${code}`, { method });
      expect(status).toBe(410);
      expect(body).not.toContain('Lule');
    }
  }
});

test('can be read again for ten minutes after the first opening, then not', async () => {
  const { id } = await office.aCase();
  const code = await codeFor('intake', { does: 'whom', caseId: id });
  expect((await open(code)).status).toBe(200);
  expect((await open(code)).status).toBe(200);
  await office.store.secureLink.updateMany({ data: { expiresAt: ago(0) } });
  expect((await open(code)).status).toBe(410);
});

test('shows nothing to somebody who was excluded or deactivated since', async () => {
  const { id } = await office.aCase({ name: 'Lule Provuese' });
  const code = await codeFor('intake', { does: 'whom', caseId: id });
  const exclusion = { caseId: id, personId: office.personId('intake') };
  await office.store.exclusion.create({ data: { ...exclusion, reason: 'suspected', at: office.clock.now() } });
  const excluded = await open(code);
  expect(excluded.status).toBe(404);
  expect(excluded.body).not.toContain('Lule');

  const other = await codeFor('assistant', { does: 'whom', caseId: id });
  await office.store.person.update({
    where: { id: office.personId('assistant') },
    data: { deactivatedAt: office.clock.now() },
  });
  expect((await open(other)).status).toBe(410);
});

test('the reporter reads a question and answers it on the page; the office reads the answer', async () => {
  const { id: caseId } = await office.aCase();
  const asked = { caseId, question: 'Since when have you known?' };
  const { id: questionId } = await office.parts.door.through(askReporter, office.personId('head'), asked);
  const code = await codeFor('teacher', { does: 'question', questionId });
  const page = await open(code);
  expect(page.body).toContain('Since when have you known?');
  expect(page.body).toContain('<textarea');

  const answer = (text: string) =>
    office.ask(`/l/${code}/answer`, {
      method: 'POST',
      body: new URLSearchParams({ text }).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
  const empty = await answer('   ');
  expect(empty.body).toContain('role="alert"');
  expect((await answer('For two weeks.')).body).toContain('For two weeks.');
  expect((await answer('For three weeks.')).body).toContain('For two weeks.');

  const read = await open(await codeFor('head', { does: 'question', questionId }));
  expect(read.body).toContain('For two weeks.');
  expect(read.body).not.toContain('<textarea');
});

test('shows an invitation to whoever gave it, until it is used; to nobody else', async () => {
  const { store } = office;
  const { officeId } = await store.role.findFirstOrThrow({ where: { personId: office.personId('head') } });
  const person = { id: office.personId('manager-1') };
  const { inviteId, code } = await office.parts.door.through(invitePerson, office.personId('head'), {
    officeId,
    person,
  });
  const link = await codeFor('head', { does: 'invite', inviteId });
  expect((await office.ask(`/l/${link}`)).body).not.toContain(code);
  const page = await open(link);
  expect(page.status).toBe(200);
  expect(page.body).toContain(code);
  for (const other of ['stand-in', 'admin']) {
    const { status, body } = await open(await codeFor(other, { does: 'invite', inviteId }));
    expect(status, other).toBe(404);
    expect(body).not.toContain(code);
  }
  await store.invite.update({ where: { id: inviteId }, data: { usedAt: office.clock.now() } });
  const used = await open(link);
  expect(used.status).toBe(409);
  expect(used.body).not.toContain(code);
});
