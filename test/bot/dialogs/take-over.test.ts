import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirmDecline } from '../../../core/case/decline.ts';
import { exclude } from '../../../core/case/exclude.ts';
import { newId } from '../../../core/id.ts';
import type { Lane } from '../../../core/message.ts';
import { openRendering } from '../../../core/rendering.ts';
import { loadWording, locales } from '../../../core/wording.ts';
import { anAssigned, aReport, kindsOf, obligation } from '../../core/case/a-report.ts';
import { aWorld, type Somebody, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.end());

const linesOf = async (somebody: Somebody): Promise<string[]> => {
  const { lines } = (await somebody.last()).params as { lines?: { text: string }[] };
  return (lines ?? []).map(({ text }) => text);
};
const acts = async (somebody: Somebody) => (await somebody.last()).buttons.map(({ act }) => act);

describe('from the head’s chat to the manager’s', () => {
  test('a report is assigned, looked at, accepted, and assessed, all by buttons and a few words', async () => {
    const { caseId, number } = await aReport(world, { childName: 'Era Shembulli' });
    const [head, manager] = [world.as('head'), world.as('manager-1')];
    await head.taps('assign');
    expect(await linesOf(head)).toEqual(['takeover.which-manager']);
    expect((await acts(head)).toSorted()).toEqual(
      [`assign:${manager.personId}`, `assign:${world.as('manager-2').personId}`].toSorted(),
    );
    await head.taps(`assign:${manager.personId}`);
    expect((await manager.last()).template).toBe('case-assigned');
    await manager.taps('see-whom');
    const page = await manager.last();
    expect(page).toMatchObject({ template: 'whom', params: { case: number } });
    expect(JSON.stringify(page)).not.toContain('Era');
    await manager.taps('accept');
    expect(await linesOf(manager)).toEqual(['takeover.accepted']);

    await manager.taps('initial-assessment');
    await manager.says('now');
    await manager.taps('choose:none');
    await manager.taps('choose:high');
    await manager.taps('choose:street');
    await manager.taps('done');
    await manager.taps('choose:environment');
    await manager.taps('done');
    await manager.taps('skip');
    await manager.taps('skip');
    await manager.says('works at night near the road');
    await manager.taps('send');
    expect(await linesOf(manager)).toEqual(['case.assessed-act-now']);
    expect((await obligation(world, caseId, 'initial-assessment-2h'))?.outcome).toBe('met');
    expect(await kindsOf(world, caseId)).toContain('risk.high');

    await manager.taps('immediate-action');
    await manager.says('now');
    await manager.says('taken away from the road');
    await manager.says('the manager');
    await manager.taps('choose:relatives');
    await manager.taps('skip');
    await manager.taps('choose:yes');
    await manager.taps('choose:not-needed');
    await manager.taps('send');
    expect(await linesOf(manager)).toEqual(['case.acted']);
    expect((await obligation(world, caseId, 'high-risk-immediate-action'))?.outcome).toBe('met');
  });

  test('a worst form skips the questions on risk', async () => {
    const { caseId } = await anAssigned(world);
    const manager = world.as('manager-1');
    await manager.taps('accept');
    await manager.taps('initial-assessment');
    await manager.says('now');
    await manager.taps('choose:trafficking');
    expect((await manager.last()).field).toBe('summary');
    await manager.says('what was seen');
    await manager.taps('send');
    expect((await obligation(world, caseId, 'wfcl-immediate-protection'))?.outcome).toBeNull();
  });

  test('a visit that met nobody is stored and stays owed', async () => {
    const { caseId } = await anAssigned(world);
    const manager = world.as('manager-1');
    await manager.taps('accept');
    const { number } = await world.store.case.findUniqueOrThrow({ where: { id: caseId } });
    await manager.command('cases');
    await manager.taps(`case:${number}`);
    await manager.taps('home-visit');
    await manager.says('now');
    await manager.taps('choose:nobody');
    await manager.taps('done');
    await manager.says('nobody opened the door');
    await manager.taps('skip');
    await manager.taps('send');
    expect(await linesOf(manager)).toEqual(['case.visit-tried']);
    expect((await obligation(world, caseId, 'home-visit-7d'))?.outcome).toBeNull();
  });

  test('registration (E-2) says what a refused consent and missing parental care mean', async () => {
    const { number } = await anAssigned(world);
    const manager = world.as('manager-1');
    await manager.command('cases');
    await manager.taps(`case:${number}`);
    await manager.taps('register');
    await manager.says('now');
    for (const choice of ['yes', 'yes', 'refused', 'no-care', 'dont-know']) await manager.taps(`choose:${choice}`);
    await manager.says('works instead of school');
    await manager.taps('skip');
    await manager.taps('send');
    expect(await linesOf(manager)).toEqual(['case.registered', 'case.no-consent', 'case.guardian-needed']);
  });

  test('an old button says who assigned the case, and when', async () => {
    const { caseId } = await aReport(world);
    const managerId = world.as('manager-2').personId;
    await world.as('stand-in').taps('assign');
    await world.as('head').taps('assign');
    await world.as('head').taps(`assign:${managerId}`);
    await world.as('stand-in').taps(`assign:${world.as('manager-1').personId}`);
    expect((await world.as('stand-in').last()).params).toMatchObject({
      lines: [{ text: 'refused.already-assigned', params: { by: 'head' } }],
    });
    expect((await kindsOf(world, caseId)).filter((kind) => kind === 'case.assigned')).toHaveLength(1);
  });

  test('a conflict goes back to the head, who is not offered that manager again', async () => {
    await anAssigned(world);
    const [head, manager] = [world.as('head'), world.as('manager-1')];
    await manager.taps('conflict');
    await manager.taps('choose:same-household');
    expect(await linesOf(manager)).toEqual(['takeover.conflict-said']);
    expect((await head.last()).template).toBe('conflict-declared');
    await head.taps('assign');
    expect(await acts(head)).toEqual([`assign:${world.as('manager-2').personId}`]);
    await manager.taps('accept');
    expect(await linesOf(manager)).toEqual(['refused.case-not-found']);
  });

  test('"I have it" twice in one instant is one', async () => {
    const { caseId } = await aReport(world, { danger: 'yes' });
    const intake = world.as('intake');
    const button = (await intake.last()).buttons.find(({ act }) => act === 'i-have-it');
    const tap = { kind: 'tap', button: button?.id ?? '' } as const;
    await Promise.all([intake.sends(tap), intake.sends(tap)]);
    expect((await kindsOf(world, caseId)).filter((kind) => kind === 'danger.confirmed')).toHaveLength(1);
  });
});

describe('the head decides', () => {
  test('a declined report needs a second person’s button', async () => {
    const { number, referralId } = await aReport(world);
    const [head, intake] = [world.as('head'), world.as('intake')];
    await head.taps('more');
    await head.taps('decline');
    await head.taps('choose:no-way-to-reach');
    expect(await intake.last()).toMatchObject({ template: 'decline-asked', params: { case: number } });
    await intake.taps('confirm-decline');
    expect((await world.as('teacher').last()).template).toBe('referral-declined');
    await expect(world.as('stand-in').does(confirmDecline, { referralId })).rejects.toMatchObject({
      reason: 'case-closed',
    });
  });

  test('a question goes to the reporter without a word of it in any chat', async () => {
    await aReport(world);
    const [head, teacher] = [world.as('head'), world.as('teacher')];
    await head.taps('more');
    await head.taps('ask-reporter');
    await head.says('Which of the two gates?');
    expect(await linesOf(head)).toEqual(['takeover.asked']);
    expect((await teacher.last()).template).toBe('question-asked');
    await teacher.taps('answer');
    await teacher.says('The northern one');
    expect((await head.last()).template).toBe('question-answered');
    await head.taps('read-answer');
    expect((await head.last()).template).toBe('question-page');
    const rows = await world.store.message.findMany();
    expect(JSON.stringify(rows.map(({ params }) => params))).not.toMatch(/gates|northern/);
  });

  test('a case is passed to another municipality by two offices’ buttons', async () => {
    const { caseId } = await aReport(world);
    const [head, other] = [world.as('head'), world.as('other-head')];
    const there = await world.store.office.findUniqueOrThrow({ where: { code: 'QFK' } });
    await head.taps('more');
    await head.taps('transfer');
    await head.taps(`transfer:${there.id}`);
    await other.taps('accept-transfer');
    expect(await world.store.case.findUnique({ where: { id: caseId } })).toMatchObject({ officeId: there.id });
    await head.command('cases');
    expect(JSON.stringify((await head.last()).params)).not.toContain(caseId);
  });

  test('where there are many municipalities the name is typed, in any spelling', async () => {
    const more = ['Prizren', 'Pejë', 'Gjakovë', 'Mitrovicë', 'Ferizaj', 'Gjilan'];
    for (const [index, name] of more.entries()) {
      const municipality = { id: newId(), name, country: 'XK', zone: 'Europe/Belgrade' };
      await world.store.municipality.create({ data: municipality });
      const code = `Q${String.fromCharCode(65 + index)}`;
      await world.store.office.create({
        data: { id: newId(), municipalityId: municipality.id, code, name: `QPS ${name}` },
      });
    }
    const { caseId } = await aReport(world);
    const head = world.as('head');
    await head.taps('more');
    await head.taps('transfer');
    expect(await linesOf(head)).toEqual(['takeover.name-office']);
    await head.says('no such place');
    expect(await linesOf(head)).toEqual(['takeover.office-unknown']);
    await head.says('ĐAKOVE');
    const there = await world.store.office.findUniqueOrThrow({ where: { code: 'QC' } });
    await head.taps(`transfer:${there.id}`);
    expect(await world.store.caseTransfer.findFirst({ where: { caseId } })).toMatchObject({ toOfficeId: there.id });
  });

  test('a colleague who may be the suspect is excluded in two taps and hears nothing', async () => {
    const { caseId } = await aReport(world);
    const [head, intake] = [world.as('head'), world.as('intake')];
    const before = (await intake.told()).length;
    await head.taps('more');
    await head.taps('exclude');
    await head.taps(`exclude:${intake.personId}`);
    await head.taps('choose:suspected');
    expect(await linesOf(head)).toEqual(['takeover.excluded']);
    expect(await intake.told()).toHaveLength(before);
    await intake.taps('more');
    expect(await linesOf(intake)).toEqual(['refused.case-not-found']);
    expect(await world.store.exclusion.count({ where: { caseId } })).toBe(1);
  });
});

describe('lists', () => {
  test('cases, deadlines and why say only what the person may know', async () => {
    const { number, caseId } = await anAssigned(world);
    const seen = async (who: string, command: 'cases' | 'deadlines') => {
      await world.as(who).command(command);
      return JSON.stringify((await world.as(who).last()).params).includes(number);
    };
    expect(await seen('head', 'cases')).toBe(true);
    expect(await seen('manager-1', 'deadlines')).toBe(true);
    for (const who of ['manager-2', 'assistant', 'teacher', 'other-head', 'member-4.1.6', 'superior']) {
      expect(await seen(who, 'cases')).toBe(false);
      expect(await seen(who, 'deadlines')).toBe(false);
      await world.as(who).command('why', number);
      expect(await linesOf(world.as(who))).toEqual(['refused.case-not-found']);
    }
    await world.as('manager-1').command('why', number.toLowerCase());
    const whys = (await world.as('manager-1').told()).filter(({ template }) => template === 'why-due');
    expect(whys.map(({ params }) => params['rule'])).toEqual(
      expect.arrayContaining(['initial-assessment-2h', 'home-visit-7d']),
    );
    await world.as('stand-in').does(exclude, { caseId, personId: world.as('head').personId, reason: 'suspected' });
    expect(await seen('head', 'cases')).toBe(false);
    expect(await seen('head', 'deadlines')).toBe(false);
  });

  test('what is overdue is said in words, the next first', async () => {
    const { number } = await anAssigned(world, 'manager-2');
    world.clock.advance('PT3H');
    const manager = world.as('manager-2');
    await manager.command('deadlines');
    const { lines } = (await manager.last()).params as { lines: { text: string; params?: Record<string, unknown> }[] };
    const mine = lines.filter(({ params }) => params?.['case'] === number);
    expect(mine[0]?.params).toMatchObject({ stage: 'overdue', rule: { phrase: 'rule.initial-assessment-2h.name' } });
    const dues = lines.slice(1).map(({ params }) => String(params?.['due']));
    expect(dues).toEqual(dues.toSorted());
  });

  test.each(['meetings', 'actions', 'report'] as const)(
    '%s says plainly that there is nothing yet',
    async (command) => {
      await world.as('manager-1').command(command);
      expect((await linesOf(world.as('manager-1')))[0]).toMatch(/^case\.no-/);
    },
  );
});

test('everything that was said can be put into words in every language', async () => {
  const wording = loadWording();
  const render = openRendering({
    db: world.store,
    wording,
    keyring: world.keyring,
    addressOf: (id) => `http://localhost/l/${id}`,
  });
  const rows = await world.store.message.findMany({ where: { kind: 'send' } });
  const kinds = new Map(
    rows.map((row) => [`${row.template} ${JSON.stringify(row.params).replace(/[\d:.TZ-]+/g, '')}`, row]),
  );
  await world.store.button.updateMany({ data: { usedAt: null } });
  for (const row of kinds.values()) {
    for (const locale of locales) {
      const listener = { personId: row.personId, locale, zone: 'Europe/Belgrade' };
      const { text, buttons } = await render(
        { ...row, lane: row.lane as Lane, params: row.params as Record<string, unknown> },
        listener,
      );
      const all = [text, ...buttons.map(({ label }) => label)].join('\n');
      expect(all, row.template).not.toMatch(/[{}]|undefined|\[object/);
      expect(all, row.template).not.toMatch(/gates|northern|carries loads|works at night|Era Shembulli/);
    }
  }
});
