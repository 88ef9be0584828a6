import { afterAll, beforeAll, expect, test } from 'vitest';
import { webTransport } from '../../../bot/web/transport.ts';
import { newId } from '../../../core/id.ts';
import { tell } from '../../../core/message.ts';
import type { Rendered } from '../../../core/outbox/transport.ts';
import { writeMessages } from '../../../core/outbox/write.ts';
import { loadWording } from '../../../core/wording.ts';
import { anOffice, type OfficeUnderTest } from '../../api/office.ts';

let office: OfficeUnderTest;
let accountId = '';
beforeAll(async () => {
  office = await anOffice();
  const personId = office.personId('stand-in');
  accountId = (await office.store.channelAccount.findFirstOrThrow({ where: { personId } })).id;
});
afterAll(() => office?.end());

const transport = () => webTransport({ store: office.store, clock: office.clock, wording: loadWording() });
const message = (text: string): Rendered => ({ text, buttons: [], template: 'answer', field: null, lane: 'answer' });
const chat = () => office.store.webChat.findMany({ where: { accountId }, orderBy: { seq: 'asc' } });

async function owed(): Promise<string> {
  const [id] = await writeMessages(
    office.store,
    [tell(office.personId('stand-in'), 'answer', { lines: [] })],
    office.clock.now(),
  );
  return id?.id ?? '';
}

test('a message handed over twice stands in the chat once', async () => {
  const id = await owed();
  expect(await transport().send('stand-in', message('one'), id)).toEqual({ is: 'accepted', ref: id });
  await transport().send('stand-in', message('one'), id);
  expect((await chat()).map(({ text }) => text)).toEqual(['one']);
});

test('an edit replaces words and buttons; of a message that is gone it says never', async () => {
  const id = await owed();
  await transport().send('stand-in', { ...message('asks'), buttons: [{ id: 'b1', act: 'accept', label: 'Da' }] }, id);
  expect(await transport().edit('stand-in', id, message('asked'))).toEqual({ is: 'accepted', ref: id });
  expect((await chat()).at(-1)).toMatchObject({ text: 'asked', buttons: [] });
  const gone = { is: 'never', code: 'message-gone', chatIsDead: false };
  expect(await transport().edit('stand-in', newId(), message('x'))).toEqual(gone);
  expect(await transport().delete('stand-in', newId())).toEqual(gone);
});

test('deleting takes the bot’s message away, and the words out of a person’s bubble in its language', async () => {
  const id = await owed();
  await transport().send('stand-in', message('away'), id);
  await transport().delete('stand-in', id);
  expect((await chat()).map(({ text }) => text)).not.toContain('away');

  const own = newId();
  await office.store.webChat.create({
    data: { id: own, accountId, fromBot: false, text: 'words', at: office.clock.now() },
  });
  await transport().delete('stand-in', own);
  expect((await chat()).at(-1)).toMatchObject({ id: own, text: 'sačuvano ✓' });
});
