import { afterAll, beforeAll, expect, test } from 'vitest';
import { filings } from '../../../bot/dialogs/all.ts';
import { type HeardAgain, turns } from '../../../bot/dialogs/converse.ts';
import { formWindow, nextPage, type Shown } from '../../../bot/dialogs/form-walk/window.ts';
import type { Opening, Turn } from '../../../bot/dialogs/turn.ts';
import { e1 } from '../../../bot/forms/e-1.ts';
import { e3Initial } from '../../../bot/forms/e-3-initial.ts';
import type { Form } from '../../../bot/forms/form.ts';
import { pagesOf, steers } from '../../../bot/forms/page.ts';
import { sendReferral } from '../../../core/referral/send.ts';
import { aWorld, type Somebody, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.end());

const form = formWindow(filings);

async function inTurn<T>(by: Somebody, run: (turn: Turn) => Promise<T>, opened: Opening[] = []): Promise<T> {
  const heard: HeardAgain = {
    personId: by.personId,
    account: { id: by.accountId, channel: 'web' },
    updateId: null,
    incoming: { kind: 'page' },
    windows: { open: (opening) => void opened.push(opening) },
  };
  const outcome = await turns(world.door)(heard, run);
  return outcome as Exclude<typeof outcome, 'seen'>;
}

/** A report that was begun in windows. */
async function begun(by: Somebody): Promise<string> {
  const opened: Opening[] = [];
  const account = { id: by.accountId, channel: 'web' };
  const windows = { open: (opening: Opening) => void opened.push(opening) };
  const incoming = { kind: 'command', name: 'refer', argument: '' } as const;
  await world.converse({ personId: by.personId, account, updateId: `begun-${performance.now()}`, incoming, windows });
  const opening = opened.at(-1);
  if (opening?.is !== 'form') {
    const button = (await by.last()).buttons.find(({ act }) => act === 'new');
    const tap = { kind: 'tap', button: button?.id ?? '' } as const;
    await world.converse({
      personId: by.personId,
      account,
      updateId: `new-${performance.now()}`,
      incoming: tap,
      windows,
    });
  }
  const last = opened.at(-1);
  if (last?.is !== 'form') throw new Error('no form was opened');
  return last.draftId;
}

const first = { danger: 'no', where: 'the school', what: 'carries loads', contact: null };

const look = async (by: Somebody, draftId: string) =>
  form.look({ db: world.store, keyring: world.keyring }, by.personId, draftId);

const open = async (turn: Turn, draftId: string) => {
  const walk = await form.open(turn, draftId);
  if (!walk) throw new Error('the draft was sent');
  return walk;
};

test('a window is drawn from the draft without a word in the chat; nobody else’s draft is shown', async () => {
  const teacher = world.as('teacher');
  const draftId = await begun(teacher);
  const before = (await teacher.told()).length;
  expect((await look(teacher, draftId)).is).toBe('open');
  expect(await look(world.as('doctor'), draftId)).toMatchObject({
    is: 'gone',
    why: { text: 'refused.draft-not-found' },
  });
  expect((await teacher.told()).length).toBe(before);
  await teacher.does(
    sendReferral,
    await inTurn(teacher, async (turn) => {
      await form.keep(turn, await open(turn, draftId), first, true);
      return { draftId };
    }),
  );
  expect(await look(teacher, draftId)).toMatchObject({ is: 'sent', at: expect.any(Date) });
});

test('the next page is the first that was not looked at; an empty page of files counts as looked at', async () => {
  const doctor = world.as('doctor');
  const draftId = await begun(doctor);
  await inTurn(doctor, async (turn) => {
    let walk = await open(turn, draftId);
    expect(nextPage(walk)?.name).toBe('you');
    walk = (await form.keep(turn, walk, first, true)).walk;
    expect(nextPage(walk, 'you')?.name).toBe('time');
    const rest = Object.fromEntries(
      pagesOf(e1, walk.answers)
        .slice(1)
        .flatMap(({ fields }) => fields.map(({ name }) => [name, null])),
    );
    walk = (await form.keep(turn, walk, { ...rest, identifiedAt: turn.now.toISOString() }, true)).walk;
    expect(walk.answers['documents']).toBeNull();
    expect(nextPage(walk, 'files')).toBeNull();
    expect(nextPage(walk)).toBeNull();
  });
});

test('a required answer that is not given is named; a personal one that is stored stays when it is left empty', async () => {
  const person = world.as('member-4.1.4');
  const draftId = await begun(person);
  await inTurn(person, async (turn) => {
    const { walk, wrong } = await form.keep(
      turn,
      await open(turn, draftId),
      { danger: 'no', where: '', what: 'x y' },
      true,
    );
    expect([...wrong].map(([field, { text }]) => [field, text])).toEqual([['where', 'refused.answer-empty']]);
    const again = await form.keep(turn, walk, { where: 'the school', what: '' }, true);
    expect(again.wrong.size).toBe(0);
    expect(again.walk.answers).toMatchObject({ where: 'the school', what: 'x y' });
  });
});

test('what is half typed is kept as far as it can be read, and nobody is scolded', async () => {
  const person = world.as('member-4.1.5');
  const draftId = await begun(person);
  await inTurn(person, async (turn) => {
    const typed = { childName: 'Era Shembulli', childBirth: '31.02.', another: 'yes' };
    const { walk, wrong } = await form.keep(turn, await open(turn, draftId), typed, false);
    expect(wrong.size).toBe(0);
    expect(walk.answers).toMatchObject({ childName: 'Era Shembulli', another: 'yes' });
    expect(walk.answers['childBirth']).toBeUndefined();
    const child = pagesOf(e1, walk.answers).find(({ name }) => name === 'child');
    expect(child?.fields.map(({ name }) => name)).toContain('childName-2');
  });
});

test('a window that is closed says where the draft is, and leaves alone what else stands open', async () => {
  const person = world.as('member-4.1.6');
  const draftId = await begun(person);
  await inTurn(person, async (turn) => {
    const walk = await open(turn, draftId);
    await turn.remember({ dialog: 'question', state: { question: draftId } });
    await form.leave(turn, walk);
    expect(turn.open?.dialog).toBe('question');
  });
  expect((await person.last()).buttons.map(({ act }) => act)).toEqual(['resume-draft']);
});

test('a discarded form is gone, and its window says so', async () => {
  const person = world.as('member-4.1.7');
  const draftId = await begun(person);
  await inTurn(person, async (turn) => form.discard(turn, await open(turn, draftId)));
  expect(await look(person, draftId)).toMatchObject({ is: 'gone', why: { text: 'refused.draft-discarded' } });
  await expect(inTurn(person, (turn) => form.open(turn, draftId))).rejects.toMatchObject({ reason: 'draft-discarded' });
});

test('only what changes the own page steers it', () => {
  const named = (of: Form, name: string) => {
    const field = of.fields.find((one) => one.name === name);
    if (!field) throw new Error(`no field ${name}`);
    return steers(of, {} satisfies Shown['answers'], field);
  };
  expect(['another', 'categories', 'childLabour', 'street', 'suspectWorksHere'].map((name) => named(e1, name))).toEqual(
    Array(5).fill(true),
  );
  expect(['danger', 'childSex', 'familyKnows', 'where'].map((name) => named(e1, name))).toEqual(Array(4).fill(false));
  expect(named(e3Initial, 'worstForm')).toBe(true);
});
