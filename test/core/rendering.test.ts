import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../core/id.ts';
import type { MessageWanted } from '../../core/message.ts';
import { tell } from '../../core/message.ts';
import { rules } from '../../core/obligations/register.ts';
import { listenerOf, type Unsaid } from '../../core/rendering.ts';
import { type Locale, languages, loadWording, locales } from '../../core/wording.ts';
import { aSmallWorld, type SmallWorld } from '../worker/small-world.ts';

let world: SmallWorld;
beforeAll(async () => {
  world = await aSmallWorld();
});
afterAll(() => world?.close());

async function shown(message: MessageWanted) {
  const [id = ''] = await world.owe(message);
  const row = await world.store.message.findUniqueOrThrow({ where: { id } });
  return world.render(
    { ...row, params: row.params as Unsaid['params'], lane: row.lane as Unsaid['lane'] },
    await listenerOf(world.store, message.to),
  );
}

const reminder = (to: string, more: Record<string, unknown> = {}, buttons: MessageWanted['buttons'] = []) =>
  tell(
    to,
    'reminder/comprehensive-assessment-7d/due-1d',
    {
      case: 'QGB-2026-0001',
      rule: 'comprehensive-assessment-7d',
      source: 'comprehensive-assessment-7d',
      due: '2026-11-26T09:00:00.000Z',
      stage: 'soon',
      role: 'case-manager',
      subject: 'case',
      ...more,
    },
    { buttons },
  );

test('a reminder says case, duty, limit with weekday, hour and zone, source, and carries the button that fulfils it', async () => {
  const to = await world.aPerson({ role: 'case-manager' });
  const { text, buttons, template, lane } = await shown(
    reminder(to, {}, [{ act: 'comprehensive-assessment', does: 'comprehensive-assessment' }]),
  );
  expect(text).toBe(
    [
      'Reminder: the limit is near · case QGB-2026-0001',
      'The comprehensive assessment is to be finished within 7 days of the opening of the case.',
      'Limit: Thursday 26 November 2026, 10:00 (Prishtinë time)',
      'Basis: guide, l.2135 (Kutia 6)',
    ].join('\n'),
  );
  expect(buttons).toMatchObject([{ act: 'comprehensive-assessment', label: 'Record the comprehensive assessment' }]);
  expect({ template, lane }).toEqual({ template: 'reminder/comprehensive-assessment-7d/due-1d', lane: 'urgent' });
});

test('is in the language and the alphabet of whoever reads it', async () => {
  const said = async (locale: Locale) =>
    (await shown(reminder(await world.aPerson({ role: 'head', locale }), { role: 'head' }))).text;
  expect(await said('sq')).toContain('Afati: e enjte, 26 nëntor 2026, ora 10:00 (koha e Prishtinës)');
  expect(await said('sr-Latn')).toContain('Rok: četvrtak, 26. novembar 2026. u 10:00 (vreme u Prištini)');
  expect(await said('sr-Cyrl')).toContain('Рок: четвртак, 26. новембар 2026. у 10:00 (време у Приштини)');
  expect(await said('sr-Cyrl')).toContain('QGB-2026-0001');
});

test('says without delay where the law gives no number, and leaves out a case that there is not', async () => {
  const to = await world.aPerson();
  const rule = 'wfcl-immediate-protection';
  const { text } = await shown(reminder(to, { case: undefined, rule, source: rule, stage: 'now' }));
  expect(text.split('\n')[0]).toBe('To be done without delay');
  expect(text).toContain('Without delay, counted from: Thursday');
  expect(text).toContain('guide, l.2107-2109 (footnote 17)');
});

test('tells a head and a stand-in why they hear it', async () => {
  const to = await world.aPerson();
  expect((await shown(reminder(to, { role: 'stand-in' }))).text).toContain('as stand-in of the head of services');
});

test('opens the names of the staff on buttons, and nobody else’s', async () => {
  const manager = await world.aPerson({ role: 'case-manager', name: 'Staff Invented' });
  const reporter = await world.aPerson({ role: 'reporter', name: 'Reporter Invented' });
  const label = 'time.with-zone';
  const button = (staff: string) => ({
    act: `assign:${staff}`,
    does: 'assign',
    label,
    params: { when: { staff }, zone: 'x' },
  });
  const { buttons } = await shown(reminder(manager, {}, [button(manager), button(reporter)]));
  expect(buttons.map((one) => one.label)).toEqual(['Staff Invented (x)', '— (x)']);
});

test('names the office, and takes a word with a hyphen for the option that it means', async () => {
  const to = await world.aPerson();
  const { text } = await shown(tell(to, 'person-unreachable', { role: 'stand-in', office: world.officeId }));
  expect(text).toMatch(/^The stand-in of QPS Gurëbardhë cannot be reached/);
});

test('leaves out buttons that were used', async () => {
  const to = await world.aPerson();
  const message = reminder(to, {}, [{ act: 'assign', does: 'assign' }]);
  const [id = ''] = await world.owe(message);
  await world.store.button.updateMany({ where: { messageId: id }, data: { usedAt: world.clock.now() } });
  const row = await world.store.message.findUniqueOrThrow({ where: { id } });
  const unsaid = { ...row, params: row.params as Unsaid['params'], lane: row.lane as Unsaid['lane'] };
  expect((await world.render(unsaid, await listenerOf(world.store, to))).buttons).toEqual([]);
});

test('somebody without an office reads the time of Kosovo, somebody of an Albanian one that of Albania', async () => {
  const nobody = await world.aPerson();
  expect(await listenerOf(world.store, nobody)).toMatchObject({ zone: 'Europe/Belgrade', locale: 'en' });
  const [municipalityId, officeId, id] = [newId(), newId(), newId()];
  await world.store.municipality.create({
    data: { id: municipalityId, name: 'Lumëzi', country: 'AL', zone: 'Europe/Tirane' },
  });
  await world.store.office.create({ data: { id: officeId, municipalityId, code: 'NLZ', name: 'NJMF Lumëzi' } });
  const person = await world.aPerson();
  await world.store.role.create({ data: { id, personId: person, officeId, role: 'head', fromAt: world.clock.now() } });
  expect((await shown(reminder(person))).text).toContain('(Tirana time)');
});

test.each(rules.map((rule) => rule.id))('%s can be reminded of in every language', async (rule) => {
  const wording = loadWording();
  for (const locale of locales) expect(wording(locale).sayNamed(`rule.${rule}.plain`)).not.toBe('');
  const to = await world.aPerson({ locale: 'sq' });
  const { text } = await shown(tell(to, `reminder/${rule}/due`, { ...reminder(to).params, rule, source: rule }));
  expect(text).not.toMatch(/[{}\uE000\uE001]|undefined/);
  expect(languages).toContain('sq');
});
