import { afterAll, beforeAll, expect, test } from 'vitest';
import { conversation } from '../../../bot/dialogs/converse.ts';
import type { DialogPart } from '../../../bot/dialogs/turn.ts';
import { accountAt } from '../../../core/account/account-at.ts';
import { realClock } from '../../../core/clock.ts';
import { keepDeadLetter } from '../../../core/dead-letter.ts';
import { openDoor } from '../../../core/door.ts';
import { makeVaultKey, openKeyring } from '../../../core/vault.ts';
import { openStore } from '../../../prisma/client.ts';
import { aDatabase, type TestDatabase } from '../../support/database.ts';
import { aFake, listening, polling } from './stage.ts';

let database: TestDatabase;
let opened: ReturnType<typeof openStore>;

beforeAll(async () => {
  database = await aDatabase();
  opened = openStore({ url: database.url, max: 8 });
});

afterAll(async () => {
  await opened.close();
  await database.drop();
});

const echo: DialogPart = {
  commands: { help: async (turn) => void (await turn.replyLines([{ text: 'talk.help' }])) },
  hears: {
    nothing: async (turn) => {
      if (turn.incoming.kind === 'text' && turn.incoming.text === 'poison') throw new Error('a text of somebody');
      await turn.replyLines([{ text: 'talk.heard' }]);
      await turn.deleteIncoming();
    },
  },
};

function realParts() {
  const store = opened.prisma;
  const parts = { store, keyring: openKeyring(makeVaultKey()), clock: realClock };
  return {
    converse: conversation(openDoor(parts), [echo]),
    whoIs: (chat: Parameters<typeof accountAt>[1]) => accountAt(parts, chat),
    storeAnswers: () => store.$queryRaw`SELECT 1`,
    deadLetter: (updateId: number, code: string) =>
      keepDeadLetter(store, { room: 'telegram', ref: String(updateId), code }, realClock.now()),
  };
}

const counts = async () => {
  const { prisma } = opened;
  return {
    people: await prisma.person.count(),
    messages: await prisma.message.count(),
    seen: await prisma.inbox.count(),
  };
};

test('the first update of somebody, ten times at once, makes one person and one answer', async () => {
  const fake = await aFake();
  await listening(fake, realParts());
  const before = await counts();
  const update = {
    message: {
      message_id: 9,
      date: 1,
      chat: { id: 77, type: 'private' },
      from: { id: 77, language_code: 'en' },
      text: 'Good morning',
    },
  };
  await fake.push(update, { times: 10 });
  const after = await counts();
  expect(after).toEqual({ people: before.people + 1, messages: before.messages + 2, seen: before.seen + 1 });
  const [person] = await opened.prisma.person.findMany({ include: { accounts: true } });
  expect(person).toMatchObject({ locale: 'en', verifiedAt: null, accounts: [{ channel: 'telegram' }] });
  const deletion = await opened.prisma.message.findFirst({ where: { kind: 'delete' } });
  expect(deletion?.targetRef).toBe('9');
});

test('an update that always fails stands among the dead letters with a code, and nothing of it is kept', async () => {
  const fake = await aFake({ firstUpdateId: 200_000_000 });
  const before = await counts();
  polling(fake, realParts());
  const person = fake.person({ id: 78, languageCode: 'sq' });
  person.say('poison');
  person.say('Mirëdita');
  await fake.idle();
  const letters = await opened.prisma.deadLetter.findMany();
  expect(letters).toMatchObject([{ room: 'telegram', ref: String(fake.updates[0]?.update_id), code: 'Error' }]);
  expect(await counts()).toEqual({ people: before.people + 1, messages: before.messages + 2, seen: before.seen + 1 });
});
