import { beforeEach, describe, expect, test } from 'vitest';
import { allDialogs } from '../../../bot/dialogs/all.ts';
import { conversation } from '../../../bot/dialogs/converse.ts';
import { newId } from '../../../core/id.ts';
import { listenerOf } from '../../../core/rendering/listener.ts';
import { openRendering } from '../../../core/rendering.ts';
import { loadWording } from '../../../core/wording.ts';
import { aWorld, type Somebody, type World } from '../../support/world.ts';

let world: World;
let teacher: Somebody;
beforeEach(async () => {
  world = await aWorld();
  teacher = world.as('teacher');
  return () => world.end();
});

const wording = loadWording();

/** What a person sees, in that person's language. */
async function seen(who: Somebody): Promise<string[]> {
  const render = openRendering({
    db: world.store,
    wording,
    keyring: world.keyring,
    addressOf: (id) => `https://office.test/${id}`,
  });
  const listener = await listenerOf(world.store, who.personId);
  const rows = await world.store.message.findMany({
    where: { personId: who.personId, kind: 'send' },
    orderBy: { seq: 'asc' },
  });
  const texts = [];
  for (const row of rows) {
    const rendered = await render({ ...row, lane: 'answer', params: row.params as Record<string, unknown> }, listener);
    texts.push([rendered.text, ...rendered.buttons.map(({ label }) => `[${label}]`)].join('\n'));
  }
  return texts;
}

async function dangerous(who: Somebody): Promise<void> {
  await who.command('refer');
  await who.taps('choose:yes');
  await who.says('Rruga e Trimave 7, kati i dytë');
  await who.says('I dhunshëm, sot në mëngjes');
  await who.says('044 123 456');
}

/** Answers what has to be answered and goes to the summary. */
async function calm(who: Somebody, identifiedAt = 'now'): Promise<void> {
  await who.command('refer');
  await who.taps('choose:no');
  await who.says('Shkolla, klasa e gjashtë');
  await who.says('Lodhet, punon natën');
  await who.taps('skip');
  await who.says(identifiedAt);
}

const referrals = () => world.store.referral.findMany({ include: { cases: { orderBy: { number: 'asc' } } } });
const templatesOf = async (who: Somebody) => (await who.told()).map(({ template }) => template);

describe('danger', () => {
  test('sends after where, what and how to reach the reporter, then asks for the rest', async () => {
    await dangerous(teacher);
    const [referral] = await referrals();
    expect(referral).toMatchObject({ danger: true, verified: true, way: 'direct', reporterId: teacher.personId });
    expect(referral?.cases).toMatchObject([{ number: 'QPR-2026-0001', danger: true }]);
    expect(await templatesOf(teacher)).toContain('referral-receipt');
    expect((await teacher.last()).field).toBe('childName');
    for (const persona of ['intake', 'head', 'stand-in']) {
      expect(await templatesOf(world.as(persona)), persona).toContain('referral-arrived');
    }
    expect((await seen(teacher)).join('\n')).toContain('192');
  });

  test('what is told afterwards is added to the report, and the office hears that there is more', async () => {
    await dangerous(teacher);
    await teacher.says('Liria Shembulli');
    await teacher.says('2016-04-30');
    await teacher.taps('choose:girl');
    await teacher.taps('choose:yes');
    await teacher.says('Drini Shembulli');
    await teacher.taps('summary');
    await teacher.taps('send');
    const [referral] = await referrals();
    expect(referral?.cases.map(({ number }) => number)).toEqual(['QPR-2026-0001', 'QPR-2026-0002']);
    const head = world.as('head');
    expect(await templatesOf(head)).toContain('referral-supplemented');
    expect(JSON.stringify(await head.told())).not.toContain('Shembulli');
    expect((await seen(teacher)).join('\n')).not.toContain('Shembulli');
  });
});

describe('a report without danger', () => {
  test('goes through the summary, where personal answers stand as stored', async () => {
    await calm(teacher);
    await teacher.taps('summary');
    const summary = (await seen(teacher)).at(-1) ?? '';
    expect(summary).toContain('Si të arrihet fëmija: u ruajt ✓');
    expect(summary).not.toContain('klasa e gjashtë');
    await teacher.taps('send');
    const [referral] = await referrals();
    expect(referral?.cases).toHaveLength(1);
    const facts = await world.store.fact.findMany({ orderBy: { seq: 'asc' } });
    expect(facts.map(({ kind, subjectType }) => `${subjectType} ${kind}`)).toEqual([
      'referral child.identified',
      'referral referral.sent',
      'case child.identified',
      'case case.referred',
    ]);
    expect(
      await world.store.obligation.findUnique({ where: { key: `referral-24h/referral/${referral?.id}` } }),
    ).toMatchObject({
      outcome: 'met',
    });
  });

  test('takes personal answers out of the chat once they are stored', async () => {
    await teacher.command('refer');
    await teacher.taps('choose:no');
    await teacher.sends({ kind: 'text', text: 'Shkolla', edited: false, ref: '77' });
    const [removed] = await world.store.message.findMany({ where: { kind: 'delete' } });
    expect(removed).toMatchObject({ targetRef: '77', template: 'delete-answer' });
  });

  test('a second Send makes nothing new and answers with the same receipt', async () => {
    await calm(teacher);
    await teacher.taps('summary');
    const send = (await teacher.last()).buttons.find(({ act }) => act === 'send')?.id ?? '';
    await teacher.taps('send');
    await teacher.sends({ kind: 'tap', button: send });
    await Promise.all(Array.from({ length: 10 }, () => teacher.sends({ kind: 'tap', button: send }, 'same-update')));
    expect(await referrals()).toHaveLength(1);
    expect(await world.store.case.count()).toBe(1);
  });

  test('every child gets a case and the children stay linked as family', async () => {
    await calm(teacher);
    for (const name of ['Njëri Shembulli', 'Tjetri Shembulli', 'Treti Shembulli']) {
      await teacher.says(name);
      await teacher.says('9');
      await teacher.taps('choose:dont-know');
      await teacher.taps(name.startsWith('Treti') ? 'choose:no' : 'choose:yes');
    }
    await teacher.taps('summary');
    await teacher.taps('send');
    const [referral] = await referrals();
    expect(referral?.cases).toHaveLength(3);
    expect(new Set(referral?.cases.map(({ familyId }) => familyId)).size).toBe(1);
  });

  test('a correction of the time voids the first one, and the clock runs from the second', async () => {
    await calm(teacher, '2026-11-22 09:00');
    await teacher.taps('summary');
    await teacher.taps('edit:identifiedAt');
    await teacher.says('23.11.2026 08:00');
    expect((await teacher.last()).buttons.map(({ act }) => act)).toContain('send');
    const [draft] = await world.store.draft.findMany();
    const owed = await world.store.obligation.findMany({ where: { subjectId: draft?.id ?? '' } });
    expect(owed).toMatchObject([{ rule: 'referral-24h', startedAt: new Date('2026-11-23T07:00:00Z'), outcome: null }]);
    expect(await world.store.fact.count({ where: { voidsId: { not: null } } })).toBe(1);
  });

  test('a late one is sent with thanks, and the reason is asked afterwards, once', async () => {
    await calm(teacher, '2026-11-20 08:00');
    await teacher.taps('summary');
    await teacher.taps('send');
    expect((await teacher.last()).field).toBe('lateReason');
    await teacher.says('Nuk e dija se duhet');
    const [referral] = await referrals();
    expect(referral?.sealedLateReason).not.toBeNull();
  });

  test('with sexual violence no upload is offered: the device stays as it is', async () => {
    await calm(teacher);
    for (let n = 0; n < 4; n += 1) await teacher.taps('skip');
    await teacher.taps('choose:SEK');
    await teacher.taps('done');
    await teacher.taps('choose:SEK-trafikim');
    await teacher.taps('done');
    for (let n = 0; n < 4; n += 1) await teacher.taps('skip');
    const last = await teacher.last();
    expect(last.field).toBe('keepDevice');
    await teacher.sends({ kind: 'file', file: { name: 'a.jpg', size: 10, read: async () => new Uint8Array() } });
    expect(await world.store.document.count()).toBe(0);
    await teacher.taps('summary');
    await teacher.taps('send');
    expect(await world.store.obligation.count({ where: { rule: 'wfcl-immediate-protection' } })).toBe(1);
  });

  test('a suspect who works here hears nothing and may know nothing', async () => {
    await calm(teacher);
    for (let n = 0; n < 8; n += 1) await teacher.taps('skip');
    expect((await teacher.last()).field).toBe('suspectWorksHere');
    await teacher.taps('choose:yes');
    await teacher.says('Zamenik Goran');
    await teacher.taps('summary');
    await teacher.taps('send');
    const standIn = world.as('stand-in');
    expect(await world.store.exclusion.findMany()).toMatchObject([{ personId: standIn.personId, reason: 'suspected' }]);
    expect(await standIn.told()).toEqual([]);
    expect(await templatesOf(world.as('head'))).toContain('referral-arrived');
  });
});

describe('on the way', () => {
  test('the language changes in mid-form and nothing is lost', async () => {
    await teacher.command('refer');
    await teacher.taps('choose:no');
    await teacher.says('Shkolla');
    await teacher.command('language');
    await teacher.taps('language:sr-Cyrl');
    expect((await teacher.last()).field).toBe('what');
    expect((await seen(teacher)).at(-1)).toMatch(/Шта се дешава/);
    await teacher.says('Нешто се дешава');
    await teacher.taps('skip');
    await teacher.says('sada');
    await teacher.taps('summary');
    await teacher.taps('send');
    expect(await referrals()).toHaveLength(1);
  });

  test('a draft is resumed after a restart, from another chat too', async () => {
    await teacher.command('refer');
    await teacher.taps('choose:no');
    await teacher.says('Shkolla');
    const restarted = conversation(world.door, allDialogs);
    const other = newId();
    await world.store.channelAccount.create({
      data: {
        id: other,
        personId: teacher.personId,
        channel: 'telegram',
        sealedAddress: new Uint8Array([1]),
        addressToken: 'another',
        linkedAt: world.clock.now(),
      },
    });
    const heard = { personId: teacher.personId, account: { id: other, channel: 'telegram' } };
    await restarted({ ...heard, updateId: '1', incoming: { kind: 'text', text: 'Ndodh diçka', edited: false } });
    expect((await teacher.last()).field).toBe('contact');
    expect(await world.store.message.findFirst({ orderBy: { seq: 'desc' } })).toMatchObject({ accountId: other });
  });

  test('refer with an open draft offers it; a discarded one is gone with its key', async () => {
    await calm(teacher);
    await teacher.taps('save-draft');
    await teacher.command('refer');
    const acts = (await teacher.last()).buttons.map(({ act }) => act);
    expect(acts).toEqual(['resume-draft', 'new']);
    await teacher.taps('resume-draft');
    expect((await teacher.last()).field).toBe('childName');
    await teacher.taps('cancel');
    await teacher.taps('discard');
    expect(await world.store.vaultKey.count()).toBe(0);
    expect(await world.store.obligation.findMany({ where: { rule: 'referral-24h' } })).toMatchObject([
      { outcome: 'not-applicable' },
    ]);
  });

  test('back asks the question before again, and keep leaves its answer', async () => {
    await teacher.command('refer');
    await teacher.taps('choose:no');
    await teacher.says('Shkolla');
    await teacher.taps('back');
    expect((await teacher.last()).field).toBe('where');
    await teacher.taps('keep');
    expect((await teacher.last()).field).toBe('what');
  });

  test('an edited message corrects the answer before the open question', async () => {
    await teacher.command('refer');
    await teacher.taps('choose:no');
    await teacher.says('Shkolla');
    await teacher.sends({ kind: 'text', text: 'Shkolla tjetër', edited: true });
    expect((await seen(teacher)).at(-1)).toContain('✓');
    await teacher.says('Ndodh diçka');
    expect((await teacher.last()).field).toBe('contact');
  });

  test('takes a report back within a minute, and only asks the office after that or with danger', async () => {
    await calm(teacher);
    await teacher.taps('summary');
    await teacher.taps('send');
    await teacher.taps('withdraw');
    expect(await referrals()).toMatchObject([
      { withdrawnAt: world.clock.now(), cases: [{ closedReason: 'withdrawn' }] },
    ]);
    await dangerous(teacher);
    await teacher.taps('withdraw');
    expect(await world.store.referral.count({ where: { withdrawnAt: null } })).toBe(1);
    expect(await templatesOf(world.as('head'))).toEqual(
      expect.arrayContaining(['referral-undone', 'referral-withdraw-asked']),
    );
    expect(await world.store.obligation.findMany({ where: { rule: 'danger-confirmed-10m' } })).toMatchObject([
      { outcome: null },
    ]);
  });

  test('status shows the own reports in neutral words', async () => {
    await dangerous(teacher);
    await teacher.command('status');
    const [referral] = await referrals();
    const text = (await seen(teacher)).at(-1) ?? '';
    expect(text).toContain(referral?.reference ?? '-');
    expect(text).not.toContain('QPR-');
  });

  test('an intake officer records for somebody who called; the reporter may stay unknown', async () => {
    const intake = world.as('intake');
    await intake.command('refer');
    await intake.taps('choose:phone');
    expect((await intake.last()).field).toBe('reporterName');
    await intake.taps('skip');
    await intake.taps('choose:yes');
    await intake.says('Rruga 5');
    await intake.says('Dikush thirri');
    await intake.taps('skip');
    expect(await referrals()).toMatchObject([
      { way: 'phone', reporterId: null, recordedById: intake.personId, danger: true },
    ]);
  });
});
