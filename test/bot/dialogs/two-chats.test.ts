import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { filings } from '../../../bot/dialogs/all.ts';
import { type Heard, turns } from '../../../bot/dialogs/converse.ts';
import { formWindow } from '../../../bot/dialogs/form-walk/window.ts';
import type { Opening } from '../../../bot/dialogs/turn.ts';
import { newId } from '../../../core/id.ts';
import { exactTokens } from '../../../core/vault.ts';
import { sealAddress } from '../../../core/vault-store.ts';
import { aWorld, type Somebody, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.end());

/** A second chat of the same person, on a channel with windows. */
interface Second {
  readonly accountId: string;
  readonly opened: Opening[];
  sends(incoming: Heard['incoming']): Promise<unknown>;
  heard(): Omit<Heard, 'updateId'>;
}

async function secondChat({ personId }: Somebody): Promise<Second> {
  const accountId = newId();
  const [addressToken = ''] = exactTokens(world.keyring, 'chat', `slack:T1/${accountId}`);
  await world.store.channelAccount.create({
    data: {
      id: accountId,
      personId,
      channel: 'slack',
      sealedAddress: sealAddress(world.keyring, accountId, `T1/${accountId}`),
      addressToken,
      linkedAt: world.clock.now(),
    },
  });
  const opened: Opening[] = [];
  const account = { id: accountId, channel: 'slack' };
  const windows = { open: (opening: Opening) => void opened.push(opening) };
  const heard = () => ({ personId, account, incoming: { kind: 'page' } as const, windows });
  return {
    accountId,
    opened,
    heard,
    sends: (incoming) => world.converse({ ...heard(), incoming, updateId: newId() }),
  };
}

const lastPrompt = async ({ told }: Somebody) => (await told()).findLast(({ field }) => field !== null);
const editsOf = (messageId: string) =>
  world.store.message.findMany({ where: { targetId: messageId, kind: 'edit' }, orderBy: { seq: 'desc' } });

let teacher: Somebody;
let second: Second;
beforeEach(async () => {
  await world?.end();
  world = await aWorld();
  teacher = world.as('teacher');
  second = await secondChat(teacher);
});

test('a report begun in one chat is filled in and sent in the other; the first one says where it was answered', async () => {
  await teacher.command('refer');
  await teacher.taps('choose:no');
  const asked = await lastPrompt(teacher);
  expect(asked?.field).toBe('where');

  await second.sends({ kind: 'command', name: 'refer', argument: '' });
  const resume = await world.store.button.findFirstOrThrow({
    where: { act: 'resume-draft', message: { accountId: second.accountId } },
  });
  await second.sends({ kind: 'tap', button: resume.id });
  expect(second.opened).toEqual([{ is: 'form', draftId: expect.any(String) }]);
  const [edit] = await editsOf(asked?.id ?? '');
  expect(edit?.params).toMatchObject({ answered: 'slack' });
  expect(asked && (await world.store.button.count({ where: { messageId: asked.id, usedAt: null } }))).toBe(0);

  const [opening] = second.opened;
  const draftId = opening?.is === 'form' ? opening.draftId : '';
  const form = formWindow(filings);
  const sent = await turns(world.door)({ ...second.heard(), updateId: newId() }, async (turn) => {
    const walk = await form.open(turn, draftId);
    if (!walk) throw new Error('the draft was sent');
    const kept = await form.keep(
      turn,
      walk,
      { where: 'Rruga e Shkollës 3', what: 'Vjen e uritur', identifiedAt: turn.now.toISOString() },
      true,
    );
    expect([...kept.wrong.keys()]).toEqual([]);
    return form.send(turn, kept.walk);
  });
  expect(sent).toEqual({});
  expect(await world.store.referral.count({ where: { id: draftId } })).toBe(1);

  // Whoever still types in the first chat is told, and sends nothing a second time.
  await teacher.says('Rruga tjetër 5');
  expect(await world.store.referral.count()).toBe(1);
  await expect(
    turns(world.door)({ ...second.heard(), updateId: newId() }, (turn) => form.open(turn, draftId)),
  ).resolves.toBeNull();
});

test('an answer in the window that is wrong is named by its field, and the others are kept', async () => {
  await second.sends({ kind: 'command', name: 'refer', argument: '' });
  const [opening] = second.opened;
  const draftId = opening?.is === 'form' ? opening.draftId : '';
  const form = formWindow(filings);
  const kept = await turns(world.door)({ ...second.heard(), updateId: newId() }, async (turn) => {
    const walk = await form.open(turn, draftId);
    if (!walk) throw new Error('the draft was sent');
    return form.keep(turn, walk, { danger: 'maybe', where: '…', what: 'Vjen e uritur', contact: '' }, true);
  });
  if (kept === 'seen') throw new Error('seen');
  expect([...kept.wrong].map(([field, { text }]) => [field, text])).toEqual([
    ['danger', 'refused.answer-not-an-option'],
    ['where', 'refused.answer-empty'],
  ]);
  expect(kept.walk.answers).toMatchObject({ what: 'Vjen e uritur', contact: null });
  expect(kept.walk.answers['where']).toBeUndefined();
});

test('what was answered by a button in one chat stands answered in the other', async () => {
  await teacher.command('help');
  const [shown] = (await teacher.told()).slice(-1);
  await second.sends({ kind: 'command', name: 'help', argument: '' });
  const button = await world.store.button.findFirstOrThrow({
    where: { act: 'status', usedAt: null, message: { accountId: second.accountId } },
  });
  await second.sends({ kind: 'tap', button: button.id });
  const left = await world.store.button.findMany({ where: { messageId: shown?.id ?? '', usedAt: null } });
  expect(left.map(({ act }) => act)).not.toContain('status');
  expect(left.map(({ act }) => act)).toContain('refer');
});

test('a question that is typed is answered in a window, which a button opens again', async () => {
  await teacher.command('refer');
  await teacher.taps('choose:yes');
  for (const answer of ['Rruga e Trimave 7', 'I dhunshëm', '044 000 111']) await teacher.says(answer);
  const intake = world.as('intake');
  await intake.taps('i-have-it');
  const head = world.as('head');
  const headSecond = await secondChat(head);
  const found = await world.store.case.findFirstOrThrow();
  await headSecond.sends({ kind: 'command', name: 'cases', argument: '' });
  const tap = async (act: string) => {
    const { id } = await world.store.button.findFirstOrThrow({
      where: { act, usedAt: null, message: { accountId: headSecond.accountId } },
      orderBy: { message: { seq: 'desc' } },
    });
    await headSecond.sends({ kind: 'tap', button: id });
  };
  await tap(`case:${found.number}`);
  await tap('ask-reporter');
  expect(headSecond.opened).toEqual([{ is: 'text', messageId: expect.any(String) }]);
  await tap('write');
  expect(headSecond.opened).toHaveLength(2);
  await headSecond.sends({ kind: 'text', text: 'A ka vëllezër?', edited: false });
  expect(await world.store.question.count()).toBe(1);
  await tap('write');
  const last = await world.store.message.findFirstOrThrow({
    where: { accountId: headSecond.accountId, kind: 'send' },
    orderBy: { seq: 'desc' },
  });
  expect(JSON.stringify(last.params)).toContain('refused.nothing-asked');
});
