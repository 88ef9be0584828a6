import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { faultInShort } from '../../core/log/fault.ts';
import { openLog } from '../../core/log.ts';

function aLog() {
  const lines: string[] = [];
  const to = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { log: openLog({ level: 'debug', to }), lines };
}

test('writes ids, codes and counts', () => {
  const { log, lines } = aLog();
  log.info({ room: 'relay', count: 3, seq: 7n, caseId: '0199d2f0-0000-7000-8000-000000000000' }, 'chats wait');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ room: 'relay', count: 3, seq: '7', msg: 'chats wait' });
});

test('writes nothing else, however it came in', () => {
  const { log, lines } = aLog();
  const update = { message: { text: 'Planted Name' } };
  log.error({ code: 'Planted Name lives here', update, text: 'Planted Name' } as never, 'a fault');
  expect(lines.join()).not.toContain('Planted');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ code: 'withheld' });
});

test('an error is its kind, its code and its places, never its message', () => {
  const { log, lines } = aLog();
  const cause = Object.assign(new Error('Planted Name\n    at Planted (/home/Planted Name.ts:1:1)'), { code: 'P2002' });
  log.error({ fault: new TypeError('Planted Name', { cause }) }, 'a fault');
  expect(lines.join()).not.toContain('Planted');
  const { fault } = JSON.parse(lines[0] ?? '');
  expect(fault).toMatchObject({ name: 'TypeError', cause: { name: 'Error', code: 'P2002' } });
  expect(fault.at[0]).toMatch(/^test\/core\/log\.test\.ts:\d+$/);
});

test('what is thrown and is no error says only what type it is', () => {
  expect(faultInShort('Planted Name')).toEqual({ name: 'string', at: [] });
});
