import { expect, test } from 'vitest';
import { readConfig } from '../../../core/config.ts';
import { startTryeza } from '../../../main.ts';
import { startSlackFake } from '../../support/slack-fake.ts';
import { aTelegramOffice, until } from '../../support/telegram-office.ts';
import { closers } from './stage.ts';

test('the program serves Slack beside Telegram, says when it is ready, and stops', async () => {
  const office = await aTelegramOffice();
  closers.push(() => office.end());
  const fake = await startSlackFake({ perChannelPerSecond: 1000 });
  closers.push(() => fake.close());
  const config = readConfig({
    ...office.settings,
    LOG_LEVEL: 'silent',
    SLACK_BOT_TOKEN: fake.botToken,
    SLACK_SIGNING_SECRET: fake.signingSecret,
    SLACK_API_URL: fake.url,
  });
  const tryeza = await startTryeza({ config, dataDir: '.data', say: () => undefined });
  let isStopped = false;
  closers.push(() => (isStopped ? undefined : tryeza.stop()));
  fake.deliverTo(`${tryeza.address}/slack/events`);
  const readiness = async () => (await (await fetch(`${tryeza.address}/readyz`)).json()) as Record<string, unknown>;
  await until(
    async () => JSON.stringify(await readiness()).includes('"slack":true'),
    async () => JSON.stringify(await readiness()),
  );
  const person = fake.person();
  await person.slash('help');
  await person.sees(() => person.lastMessage()?.text.includes('/tryeza refer'), 20_000);
  await person.opensHome();
  await person.sees(() => person.home(), 20_000);
  await tryeza.stop();
  isStopped = true;
  expect(fake.violations).toEqual([]);
});
