import { describe, expect, test } from 'vitest';
import { refused } from '../../../core/errors.ts';
import { loadWording } from '../../../core/wording.ts';
import { aButton, aFake, aListener, aMessage, listening, polling } from './stage.ts';

const ways = { polling, webhook: listening };

describe.each(['polling', 'webhook'] as const)('by %s', (by) => {
  const start = async (wanted: Partial<Parameters<typeof polling>[1]> = {}) => {
    const fake = await aFake();
    const listener = aListener();
    const rest = await ways[by](fake, { converse: listener.converse, ...wanted });
    await expect.poll(() => rest.telegram.ready()).toBe(true);
    return { fake, ...listener, ...rest, person: fake.person({ id: 42, languageCode: 'sr' }) };
  };

  test('everything a person does reaches the conversation once, in its order', async () => {
    const { fake, person, committed, telegram } = await start();
    person.command('start code-1');
    person.say('Prizren');
    person.editLast('Pejë');
    await fake.idle();
    await telegram.transport.send('42', aMessage({ buttons: [aButton('b-1', 'Po')] }), 'm-1');
    person.tap('Po');
    person.sendVoice();
    person.sendOther({ location: { latitude: 1, longitude: 2 } });
    await fake.idle();
    expect(committed.map(({ incoming: { kind } }) => kind)).toEqual([
      'command',
      'text',
      'text',
      'tap',
      'other',
      'other',
    ]);
    expect(committed[0]).toMatchObject({
      personId: 'person-42-sr-Latn',
      account: { id: 'account-42', channel: 'telegram' },
      updateId: String(fake.updates[0]?.update_id),
      incoming: { name: 'start', argument: 'code-1' },
    });
    expect(committed[2]?.incoming).toMatchObject({ text: 'Pejë', edited: true });
    expect(committed[3]?.incoming).toEqual({ kind: 'tap', button: 'b-1' });
  });

  test('every tap is answered: a known one, one that came before, one that failed', async () => {
    let fails = 1;
    const listener = aListener(({ incoming }) => {
      if (incoming.kind === 'tap' && incoming.button === 'failing' && fails-- > 0) throw new Error('no store');
    });
    const { fake, person } = await start({ converse: listener.converse });
    person.command('start');
    for (const data of ['known', 'unknown', 'failing']) person.tapData(data, 1);
    await fake.idle();
    await fake.push(fake.updates[1] ?? {}, { times: 3 });
    await expect.poll(() => fake.queries().every(({ answered }) => answered)).toBe(true);
    expect(fake.queries()).toHaveLength(3);
    expect(listener.committed).toHaveLength(4);
  });

  test('a tap that cannot be answered is heard all the same', async () => {
    const { fake, person, committed, logged } = await start();
    person.command('start');
    fake.failNext('answerCallbackQuery', { status: 500 });
    person.tapData('b', 1);
    await fake.idle();
    expect(committed).toHaveLength(2);
    await expect.poll(() => logged).toContainEqual('{"code":"telegram-500","what":"a tap was not answered"}');
  });

  test('a file is fetched where one is asked for, and nowhere else', async () => {
    let wanted = false;
    const { fake, person, committed } = await start({ wantsFile: async () => wanted });
    const bytes = Buffer.from('%PDF-1.7 invented');
    person.sendDocument(bytes, 'raport.pdf', 'application/pdf');
    await fake.idle();
    expect(committed[0]?.incoming).toMatchObject({ kind: 'file', file: { name: 'raport.pdf', size: bytes.length } });
    expect(committed[0]?.incoming).not.toHaveProperty('bytes');
    expect(fake.log.map(({ method }) => method)).not.toContain('getFile');
    wanted = true;
    person.sendPhoto(bytes);
    await fake.idle();
    const incoming = committed[1]?.incoming;
    if (incoming?.kind !== 'file') throw new Error('no file came');
    expect(Buffer.from(incoming.bytes ?? [])).toEqual(bytes);
    expect(Buffer.from(await incoming.file.read())).toEqual(bytes);
  });

  test('a file said to have 30 MB is not fetched; its size is told', async () => {
    const { fake, person, committed } = await start({ wantsFile: async () => true });
    person.sendDocument(Buffer.from('x'), 'video.pdf', 'application/pdf', 30 * 1024 * 1024);
    await fake.idle();
    expect(committed[0]?.incoming).toMatchObject({ kind: 'file', file: { size: 30 * 1024 * 1024 } });
    expect(committed[0]?.incoming).not.toHaveProperty('bytes');
    expect(fake.log.map(({ method }) => method)).not.toContain('getFile');
  });

  test('a file is fetched in a second try, or comes without its bytes', async () => {
    const { fake, person, committed, logged } = await start({ wantsFile: async () => true });
    fake.failNext('download', { closeSocket: 'before' });
    person.sendDocument(Buffer.from('x'), 'one.pdf', 'application/pdf');
    await fake.idle();
    fake.failNext('getFile', { status: 500, times: 2 });
    person.sendDocument(Buffer.from('y'), 'two.pdf', 'application/pdf');
    await fake.idle();
    expect(committed.map(({ incoming }) => 'bytes' in incoming)).toEqual([true, false]);
    expect(logged.join()).toContain('telegram-500');
    expect(logged.join()).not.toContain(fake.token);
  });

  test('in a group it says in every language that it leaves, and leaves', async () => {
    const { fake, person, calls } = await start();
    const group = fake.group({ id: -7, title: 'Mësuesit' });
    group.addBot(person);
    await fake.idle();
    const notices = (['sq', 'sr-Latn', 'en'] as const).map((l) => loadWording()(l).say('telegram.group-notice'));
    expect(group.chat().map(({ text }) => text)).toEqual([notices.join('\n\n')]);
    expect(group.hasBot()).toBe(false);
    group.say(person, '/refer');
    await fake.idle();
    expect(calls).toEqual([]);
    fake.expectNoViolations();
  });

  test('a chat that is blocked is told dead, and alive when the person is back', async () => {
    const { fake, person, chats, calls } = await start();
    person.block();
    person.unblock();
    await fake.idle();
    expect(chats).toEqual(['blocked 42', 'back 42']);
    expect(calls).toEqual([]);
  });

  test('an update of an unknown kind is acknowledged and causes nothing', async () => {
    const { fake, calls, logged } = await start();
    await fake.push({ quantum_message: { text: 'x' } });
    await fake.push({ message: { text: 'no chat' } });
    expect(calls).toEqual([]);
    expect(logged).toEqual([]);
  });

  test('what the rules refuse outside the conversation is not tried again', async () => {
    const listener = aListener(() => {
      throw refused('person-deactivated');
    });
    const { fake, person, logged } = await start({ converse: listener.converse });
    person.say('po');
    await fake.idle();
    expect(listener.calls).toHaveLength(1);
    expect(logged).toEqual([expect.stringContaining('"code":"person-deactivated"')]);
  });

  test('an update that fails five times is kept as a dead letter, and its chat goes on', async () => {
    const listener = aListener(({ incoming }) => {
      if (incoming.kind === 'text' && incoming.text === 'poison') throw new TypeError('a secret of a child');
    });
    const { fake, person, deadLetters, logged } = await start({ converse: listener.converse });
    const other = fake.person({ id: 43 });
    person.say('poison');
    person.say('after');
    other.say('beside');
    await fake.idle();
    const [poison] = fake.updates;
    expect(deadLetters).toEqual([{ updateId: poison?.update_id, code: 'TypeError' }]);
    const texts = listener.committed.map(({ incoming }) => (incoming.kind === 'text' ? incoming.text : ''));
    expect(texts).toEqual(['beside', 'after']);
    expect(listener.calls).toHaveLength(7);
    expect(logged.join()).not.toContain('secret');
  });

  test('nothing becomes a dead letter while the case store is away', async () => {
    let away = true;
    const listener = aListener(() => {
      if (away) throw new Error('connection refused');
    });
    const { fake, person, deadLetters } = await start({
      converse: listener.converse,
      storeAnswers: async () => {
        if (away) throw new Error('connection refused');
      },
    });
    person.say('po');
    await expect.poll(() => listener.calls.length).toBeGreaterThan(5);
    away = false;
    await fake.idle();
    expect(listener.committed).toHaveLength(1);
    expect(deadLetters).toEqual([]);
  });

  test('stops when what was under way is committed', async () => {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const committed: string[] = [];
    let begun = 0;
    const { fake, person, telegram } = await start({
      converse: async ({ updateId }) => {
        begun += 1;
        await finished;
        committed.push(updateId);
        return 'done';
      },
    });
    person.tapData('b', 1);
    await expect.poll(() => begun).toBe(1);
    const stopped = telegram.stop();
    finish();
    await stopped;
    expect(committed).toHaveLength(1);
    expect(fake.queries()).toMatchObject([{ answered: true }]);
    await fake.idle();
  });
});

test('names eight commands in Albanian, Serbian and English, and Albanian for everybody else', async () => {
  const fake = await aFake();
  polling(fake, aListener());
  await expect.poll(() => fake.commands().length).toBe(4);
  expect(fake.commands().map(({ language }) => language)).toEqual(['', 'sq', 'sr', 'en']);
  for (const { commands, scope } of fake.commands()) {
    expect(commands).toHaveLength(8);
    expect(JSON.parse(scope)).toEqual({ type: 'all_private_chats' });
  }
});

test('is ready although its commands cannot be named', async () => {
  const fake = await aFake();
  fake.failNext('setMyCommands', { status: 500, times: 10 });
  const { telegram, logged } = polling(fake, aListener());
  await expect.poll(() => telegram.ready()).toBe(true);
  await expect.poll(() => logged.filter((line) => line.includes('not named'))).toHaveLength(4);
});
