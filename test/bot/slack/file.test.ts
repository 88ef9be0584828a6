import { expect, test } from 'vitest';
import { FileUnreadable, MOST_DOWNLOADED } from '../../../bot/channel/download.ts';
import { fileReader, type SlackFile } from '../../../bot/slack/file.ts';
import { slackClient } from '../../../bot/slack/web-client.ts';
import { startSlackFake } from '../../support/slack-fake.ts';
import { closers } from './stage.ts';

const bytes = new TextEncoder().encode('%PDF-1.4 a scan');

async function aReader(options: { botToken?: string } = {}) {
  const fake = await startSlackFake();
  closers.push(() => fake.close());
  const { botToken, signingSecret, url: apiUrl } = fake;
  const access = { botToken, signingSecret, appToken: null, apiUrl, ...options };
  const log = { info: () => undefined, warn: () => undefined };
  const person = fake.person();
  await person.says('', { files: [{ name: 'scan.pdf', mimetype: 'application/pdf', bytes }] });
  const file = person.chat()[0]?.files?.[0] as SlackFile;
  const read = fileReader(slackClient({ ...access, botToken }, log), access);
  const why = async (wanted: SlackFile) => {
    const fault = await read(wanted).catch((thrown: unknown) => thrown);
    return fault instanceof FileUnreadable ? fault.code : fault;
  };
  const asked = () => fake.log.filter(({ path }) => path.includes('files-pri')).length;
  return { fake, file, read, why, asked };
}

test('reads a file with the token', async () => {
  const { fake, file, read } = await aReader();
  expect(Buffer.from(await read(file))).toEqual(Buffer.from(bytes));
  expect(fake.violations).toEqual([]);
});

test('asks where a file is that the event only names', async () => {
  const { file, read } = await aReader();
  expect(Buffer.from(await read({ id: file.id }))).toEqual(Buffer.from(bytes));
});

test('takes no page to log in on for a file', async () => {
  const { file, why, asked } = await aReader({ botToken: 'xoxb-of-somebody-else' });
  expect(await why(file)).toBe('file-login');
  expect(asked()).toBe(1);
});

test.each([
  ['elsewhere', 'https://files.example/a.pdf'],
  ['on another port', 'http://127.0.0.1:9/a.pdf'],
  ['nowhere', 'not an address'],
])('shows the token to nobody %s', async (_, place) => {
  const { file, why, asked } = await aReader();
  expect(await why({ ...file, url_private_download: place })).toBe('file-elsewhere');
  expect(asked()).toBe(0);
});

test('does not fetch what is too large', async () => {
  const { file, why, asked } = await aReader();
  expect(await why({ ...file, size: MOST_DOWNLOADED + 1 })).toBe('file-too-large');
  expect(asked()).toBe(0);
});
