import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ConfigError } from '../../core/config.ts';
import { settingsFromFiles } from '../../core/settings-from-files.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tryeza-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string) => {
  const at = path.join(folder, name);
  writeFileSync(at, content);
  return at;
};

test.each([
  ['as it is', 'smtp://mail', 'smtp://mail'],
  ['without the newline at its end', 'smtp://mail\n', 'smtp://mail'],
  ['without the newline of another system', 'smtp://mail\r\n', 'smtp://mail'],
  ['with everything else kept', ' a\nb \n', ' a\nb '],
  ['empty when the file is', '', ''],
])('a variable is read from a file, %s', (_, content, value) => {
  const env = { SMTP_URL_FILE: file('smtp', content), PORT: '80' };
  expect(settingsFromFiles(env)).toEqual({ SMTP_URL: value, PORT: '80' });
});

test('what is no setting of ours stays as it is', () => {
  expect(settingsFromFiles({ OTHER_FILE: '/nowhere' })).toEqual({ OTHER_FILE: '/nowhere' });
});

test('both ways at once and a file that cannot be read are named, each, without what is in them', () => {
  const secret = file('key', 'the-secret');
  const absent = path.join(folder, 'absent');
  const asked = () =>
    settingsFromFiles({
      VAULT_KEY: 'the-secret',
      VAULT_KEY_FILE: secret,
      DATABASE_URL_FILE: absent,
      SMTP_URL_FILE: folder,
    });
  expect(asked).toThrow(ConfigError);
  expect(asked).toThrow(`VAULT_KEY and VAULT_KEY_FILE are both set`);
  expect(asked).toThrow(`DATABASE_URL_FILE cannot be read: ${absent} (ENOENT)`);
  expect(asked).toThrow(`SMTP_URL_FILE cannot be read: ${folder} (EISDIR)`);
  expect(asked).not.toThrow('the-secret');
});
