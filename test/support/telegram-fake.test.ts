import { InputFile } from 'grammy';
import { describe, expect, test } from 'vitest';
import { aChat, aFake, refusal } from './telegram-fake/stage.ts';

describe('calls', () => {
  test('answers unknown methods with 404 and a wrong token with 401, in the shape of the platform', async () => {
    const { telegram } = await aFake();
    const unknown = await fetch(`${telegram.url}/bot${telegram.token}/sendPigeon`);
    expect([unknown.status, await unknown.json()]).toEqual([
      404,
      { ok: false, error_code: 404, description: 'Not Found' },
    ]);
    const wrong = await fetch(`${telegram.url}/bot1:wrong/getMe`);
    expect([wrong.status, await wrong.json()]).toEqual([
      401,
      { ok: false, error_code: 401, description: 'Unauthorized' },
    ]);
  });

  test('refuses a message to whoever never wrote, and to whoever blocked the bot', async () => {
    const { telegram, api } = await aFake();
    await expect(api.sendMessage(7, 'hello')).rejects.toMatchObject(refusal(400, /chat not found/));
    const person = telegram.person({ id: 7 });
    await expect(api.sendMessage(7, 'hello')).rejects.toMatchObject(refusal(403, /can't initiate/));
    person.say('hi');
    await api.sendMessage(7, 'hello');
    person.block();
    await expect(api.sendMessage(7, 'hello')).rejects.toMatchObject(refusal(403, /blocked by the user/));
    person.unblock();
    await api.sendMessage(7, 'again');
    expect(telegram.accepted.map(({ message }) => message.text)).toEqual(['hello', 'again']);
  });

  test.each([
    ['', {}, /text is empty/],
    [' \n', {}, /text is empty/],
    ['x'.repeat(4097), {}, /too long/],
    ['<b>a', { parse_mode: 'HTML' }, /Can't find end tag/],
    ['<b><i>a</b></i>', { parse_mode: 'HTML' }, /Unmatched end tag/],
    ['<h1>a</h1>', { parse_mode: 'HTML' }, /Unsupported start tag "h1"/],
    ['a < b', { parse_mode: 'HTML' }, /Unsupported start tag ""/],
    ['<b></b>', { parse_mode: 'HTML' }, /text is empty/],
    ['*a*', { parse_mode: 'MarkdownV2' }, /unsupported parse_mode/],
    ['short', { entities: [{ type: 'bold', offset: 2, length: 4 }] }, /outside of the text/],
    ['😀', { entities: [{ type: 'bold', offset: 1, length: 1 }] }, /UTF-16/],
    [
      'a',
      { reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: 'š'.repeat(33) }]] } },
      /BUTTON_DATA_INVALID/,
    ],
    ['a', { reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: '' }]] } }, /BUTTON_DATA_INVALID/],
    [
      'a',
      { reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: 'a', url: 'https://a.al' }]] } },
      /exactly one/,
    ],
    ['a', { reply_markup: { inline_keyboard: Array(101).fill([{ text: 'a', callback_data: 'a' }]) } }, /too long/],
  ] as const)('refuses the message %#', async (text, other, description) => {
    const { telegram, api } = await aChat();
    await expect(api.sendMessage(42, text, other as object)).rejects.toMatchObject(refusal(400, description));
    expect(telegram.accepted).toEqual([]);
  });

  test('counts the length after entities parsing and keeps the entities', async () => {
    const { api } = await aChat();
    const text = `<b>${'x'.repeat(4095)}</b>&lt;`;
    const message = await api.sendMessage(42, text, { parse_mode: 'HTML' });
    expect(message.text).toBe(`${'x'.repeat(4095)}<`);
    expect(message.entities).toEqual([{ type: 'bold', offset: 0, length: 4095 }]);
  });

  test('edits own messages only, and only when something changes', async () => {
    const { api, person } = await aChat();
    const { message_id: id } = await api.sendMessage(42, 'one', {
      reply_markup: { inline_keyboard: [[{ text: 'Go', callback_data: 'go' }]] },
    });
    await api.editMessageText(42, id, 'two');
    expect(person.lastMessage()).toMatchObject({ text: 'two', edited: true, buttons: [] });
    await expect(api.editMessageText(42, id, 'two')).rejects.toMatchObject(refusal(400, /message is not modified/));
    await expect(api.editMessageReplyMarkup(42, id)).rejects.toMatchObject(refusal(400, /message is not modified/));
    await expect(api.editMessageText(42, 999, 'x')).rejects.toMatchObject(refusal(400, /message to edit not found/));
    const own = person.say('mine');
    await expect(api.editMessageText(42, own.message_id, 'x')).rejects.toMatchObject(refusal(400, /can't be edited/));
  });

  test('deletes messages of both sides for 48 hours', async () => {
    let now = Date.UTC(2026, 2, 10);
    const { api, person } = await aChat({ now: () => now });
    const first = person.say('personal');
    const second = person.say('personal too');
    now += 48 * 3_600_000;
    await api.deleteMessage(42, first.message_id);
    expect(person.chat().map(({ text }) => text)).toEqual(['/start', 'personal too']);
    await expect(api.deleteMessage(42, first.message_id)).rejects.toMatchObject(refusal(400, /to delete not found/));
    now += 1000;
    await expect(api.deleteMessage(42, second.message_id)).rejects.toMatchObject(refusal(400, /can't be deleted/));
  });

  test('takes the answer to a tap once and in time', async () => {
    let now = Date.UTC(2026, 2, 10);
    const { telegram, api, person } = await aChat({ now: () => now });
    await api.sendMessage(42, 'ready?', { reply_markup: { inline_keyboard: [[{ text: 'Yes', callback_data: 'y' }]] } });
    person.tap('Yes');
    person.tap((button) => button.text.startsWith('Y'));
    const [first, second] = telegram.queries();
    await api.answerCallbackQuery(first?.id ?? '', { text: 'stored' });
    expect(person.toasts()).toMatchObject([{ text: 'stored', showAlert: false }]);
    await expect(api.answerCallbackQuery(first?.id ?? '')).rejects.toMatchObject(refusal(400, /query is too old/));
    now += 31_000;
    await expect(api.answerCallbackQuery(second?.id ?? '')).rejects.toMatchObject(refusal(400, /query is too old/));
    await expect(api.answerCallbackQuery('1')).rejects.toMatchObject(refusal(400, /query ID is invalid/));
    expect(() => person.tap('No')).toThrow(/no visible button/);
  });

  test('gives files up to 20 MB, over the path that it told', async () => {
    const { telegram, api, person } = await aChat();
    const sent = person.sendDocument(Buffer.from('%PDF-1.7'), 'paper.pdf', 'application/pdf');
    const { file_path } = await api.getFile(sent.document?.file_id ?? '');
    const download = (path: string) => fetch(`${telegram.url}/file/bot${telegram.token}/${path}`);
    expect(await (await download(file_path ?? '')).text()).toBe('%PDF-1.7');
    expect((await download('documents/other')).status).toBe(404);
    const big = person.sendDocument(Buffer.from('x'), 'big.pdf', 'application/pdf', 20 * 1024 * 1024 + 1);
    await expect(api.getFile(big.document?.file_id ?? '')).rejects.toMatchObject(refusal(400, /file is too big/));
  });

  test('takes documents as multipart, bytes unharmed', async () => {
    const { telegram, api, person } = await aChat();
    const bytes = Buffer.from([0, 13, 10, 45, 45, 255, 13, 10]);
    const sent = await api.sendDocument(42, new InputFile(bytes, 'proof.bin'), {
      caption: 'proof',
      protect_content: true,
    });
    const { file_path } = await api.getFile(sent.document.file_id);
    const response = await fetch(`${telegram.url}/file/bot${telegram.token}/${file_path}`);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
    expect(person.lastMessage()).toMatchObject({ text: 'proof', protected: true });
    expect(telegram.log.find(({ method }) => method === 'sendDocument')?.body.includes(bytes)).toBe(true);
  });

  test('checks commands: ASCII words and two-letter languages', async () => {
    const { telegram, api } = await aFake();
    await api.setMyCommands([{ command: 'refer', description: 'Raporto' }], { language_code: 'sq' });
    expect(telegram.commands()).toMatchObject([{ language: 'sq', commands: [{ command: 'refer' }] }]);
    const bad = api.setMyCommands([{ command: 'Prijavi', description: 'x' }]);
    await expect(bad).rejects.toMatchObject(refusal(400, /BOT_COMMAND_INVALID/));
    const language = api.setMyCommands([], { language_code: 'sr-Latn' as 'sr' });
    await expect(language).rejects.toMatchObject(refusal(400, /language code/));
  });

  test('lets the bot leave a group, and writes to it no more', async () => {
    const { telegram, api, person } = await aChat();
    const group = telegram.group({ id: -5, title: 'Teachers' });
    group.addBot(person);
    await api.sendMessage(-5, 'private chats only');
    await api.leaveChat(-5);
    expect(group.hasBot()).toBe(false);
    await expect(api.sendMessage(-5, 'x')).rejects.toMatchObject(refusal(403, /not a member/));
    await expect(api.leaveChat(42)).rejects.toMatchObject(refusal(400, /private chats/));
  });

  test('names messages that could be forwarded', async () => {
    const { telegram, api } = await aChat({ requireProtectContent: true });
    await api.sendMessage(42, 'guarded', { protect_content: true });
    telegram.expectNoViolations();
    await api.sendMessage(42, 'open');
    expect(() => telegram.expectNoViolations()).toThrow(/protect-content/);
  });

  test('long texts of people arrive in pieces, no symbol cut in two', async () => {
    const { telegram, person } = await aChat();
    person.say(`x${'😀'.repeat(3000)}`);
    const texts = person
      .chat()
      .slice(1)
      .map(({ text }) => text);
    expect(texts.map((text) => text.length)).toEqual([4095, 1906]);
    expect(telegram.pending()).toBe(3);
  });
});
