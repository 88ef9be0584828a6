import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { giveEmail } from '../../core/account/email.ts';
import { emailRef } from '../../core/account/email-ref.ts';
import { newId } from '../../core/id.ts';
import { anOffice, type OfficeUnderTest } from './office.ts';

let office: OfficeUnderTest;
beforeAll(async () => {
  office = await anOffice();
});
afterAll(() => office?.end());

let accountId: string;
let given = 0;
beforeEach(async () => {
  given += 1;
  office.clock.advance('P1D');
  await office.parts.door.through(giveEmail, office.personId('head'), { address: `head${given}@mail.example` });
  const newest = { personId: office.personId('head'), channel: 'email', deadReason: 'unconfirmed' };
  accountId = (await office.store.channelAccount.findFirstOrThrow({ where: newest })).id;
});

const account = () => office.store.channelAccount.findUniqueOrThrow({ where: { id: accountId } });
const pageAt = (purpose: 'confirm' | 'stop', more = '') =>
  `/e/${purpose}/${emailRef(office.keyring, purpose, accountId)}${more}`;

describe('the page that confirms an address', () => {
  test('confirms by its button and by no look at it', async () => {
    const looked = await office.ask(pageAt('confirm'));
    expect(looked.status).toBe(200);
    expect(looked.body).toContain('<button type="submit">');
    expect(looked.headers.get('cache-control')).toBe('no-store');
    await office.ask(pageAt('confirm'), { method: 'HEAD' });
    expect(await account()).toMatchObject({ deadReason: 'unconfirmed' });
    expect((await office.ask(pageAt('confirm'), { method: 'POST' })).status).toBe(200);
    expect(await account()).toMatchObject({ deadAt: null });
    expect((await office.ask(pageAt('confirm'), { method: 'POST' })).status).toBe(200);
    expect((await office.ask(pageAt('confirm'))).body).not.toContain('<button');
  });

  test('says so when it is too late', async () => {
    office.clock.advance('P4D');
    const late = await office.ask(pageAt('confirm'), { method: 'POST' });
    expect(late.status).toBe(410);
    expect(await account()).toMatchObject({ deadReason: 'unconfirmed' });
  });

  test.each(['sq', 'sr-Latn', 'sr-Cyrl', 'en'])('speaks the language of its person: %s', async (locale) => {
    await office.store.person.update({ where: { id: office.personId('head') }, data: { locale } });
    const { body } = await office.ask(pageAt('confirm'));
    expect(body).toContain(`<html lang="${locale}">`);
    expect(body).not.toMatch(/head\d@mail|QPR|Drita/);
  });
});

describe('the page that stops friendly reminders', () => {
  test('stops by one POST of a mail program, without cookies', async () => {
    const answer = await fetch(office.url + pageAt('stop'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect((await account()).stoppedAt).toEqual(office.clock.now());
  });

  test('stops by its button, says what never stops, and takes it back', async () => {
    await office.store.person.update({ where: { id: office.personId('head') }, data: { locale: 'en' } });
    expect((await office.ask(pageAt('stop'))).body).toContain('What never stops: limits of the law');
    expect((await account()).stoppedAt).toBeNull();
    const stopped = await office.ask(pageAt('stop'), { method: 'POST' });
    expect(stopped.body).toContain('Send them again');
    expect(stopped.body).toContain('What never stops: limits of the law');
    await office.ask(pageAt('stop', '/back'), { method: 'POST' });
    expect((await account()).stoppedAt).toBeNull();
  });

  test('does not become too old', async () => {
    const page = pageAt('stop');
    office.clock.advance('P1000D');
    expect((await office.ask(page, { method: 'POST' })).status).toBe(200);
    expect((await account()).stoppedAt).toEqual(office.clock.now());
  });

  test('is nowhere else: a changed address, another purpose, no account', async () => {
    const ref = emailRef(office.keyring, 'stop', accountId);
    const wrong = [
      `/e/stop/${ref.slice(0, -2)}AA`,
      `/e/stop/${emailRef(office.keyring, 'confirm', accountId)}`,
      `/e/stop/${emailRef(office.keyring, 'stop', newId())}`,
      '/e/stop/x',
      `/e/confirm/${ref}`,
    ];
    for (const path of wrong) {
      expect((await office.ask(path)).status, path).toBe(404);
      expect((await office.ask(path, { method: 'POST' })).status, path).toBe(404);
    }
    const problem = await office.ask(wrong[0] ?? '', { method: 'POST', headers: { Accept: 'application/json' } });
    expect(problem.body).toMatchObject({ type: 'urn:tryeza:problem:route-not-found', status: 404 });
    expect((await account()).stoppedAt).toBeNull();
  });
});

describe('a mail that came back', () => {
  const report = (messageId: string, action = 'failed', status = '5.1.1') =>
    [
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mail.example',
      '',
      'Final-Recipient: rfc822; somebody@mail.example',
      `Action: ${action}`,
      `Status: ${status}`,
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: <${messageId}@office.example>`,
      '',
      '--b--',
    ].join('\r\n');
  const mailed = async () => {
    const { id } = await office.store.message.findFirstOrThrow({ where: { accountId, template: 'email-confirm' } });
    return id;
  };
  const hand = (persona: string, body: string, type = 'message/rfc822') =>
    office.as(persona, '/api/v1/email-bounces', { method: 'POST', body, headers: { 'Content-Type': type } });

  test('closes the address, once', async () => {
    const raw = report(await mailed());
    expect(await hand('admin', raw)).toMatchObject({ status: 200, body: { outcome: 'closed' } });
    expect(await account()).toMatchObject({ deadReason: 'bounced' });
    expect(await hand('admin', raw, 'text/plain')).toMatchObject({ status: 200, body: { outcome: 'known' } });
  });

  test('that is only late closes nothing', async () => {
    const raw = report(await mailed(), 'delayed', '4.4.1');
    expect(await hand('admin', raw)).toMatchObject({ status: 200, body: { outcome: 'nothing' } });
    expect(await account()).toMatchObject({ deadReason: 'unconfirmed' });
  });

  test('is taken from an admin alone', async () => {
    const raw = report(await mailed());
    expect(await hand('head', raw)).toMatchObject({ status: 403 });
    const nobody = { method: 'POST', body: raw, headers: { 'Content-Type': 'message/rfc822' } };
    expect(await office.ask('/api/v1/email-bounces', nobody)).toMatchObject({ status: 401 });
    expect(await account()).toMatchObject({ deadReason: 'unconfirmed' });
  });

  test('is refused when it is none, is of no mail of ours, is too large or something else', async () => {
    expect(await hand('admin', report(newId()))).toMatchObject({ status: 422 });
    expect(await hand('admin', 'Hello.')).toMatchObject({ status: 422 });
    expect(await hand('admin', '{}', 'application/json')).toMatchObject({ status: 415 });
    expect(await hand('admin', 'a'.repeat(300_000))).toMatchObject({ status: 413 });
    const { body } = await hand('admin', 'Subject: nobody@mail.example');
    expect(JSON.stringify(body)).not.toContain('nobody@');
  });

  test('is in the document of the API', async () => {
    const { body } = await office.ask('/openapi.json');
    const { post } = body.paths['/api/v1/email-bounces'];
    expect(Object.keys(post.requestBody.content)).toEqual(['message/rfc822', 'text/plain']);
    expect(Object.keys(post.responses)).toEqual(['200', '401', '403', '422']);
  });
});
