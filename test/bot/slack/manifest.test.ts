import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { listened } from '../../../bot/slack/listened.ts';

const manifest = z
  .object({
    display_information: z.object({
      name: z.string().max(35),
      description: z.string().max(140),
      long_description: z.string().min(174).max(4000),
    }),
    features: z.object({
      app_home: z.record(z.string(), z.boolean()),
      shortcuts: z.array(z.object({ type: z.string(), callback_id: z.string(), name: z.string().max(24) })),
      slash_commands: z.array(z.object({ command: z.string(), url: z.url(), should_escape: z.boolean() })),
    }),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
    settings: z.object({
      event_subscriptions: z.object({ request_url: z.url(), bot_events: z.array(z.string()) }),
      interactivity: z.object({ is_enabled: z.boolean(), request_url: z.url() }),
      socket_mode_enabled: z.boolean(),
      org_deploy_enabled: z.boolean(),
    }),
  })
  .parse(parse(readFileSync(new URL('../../../docs/slack/manifest.yaml', import.meta.url), 'utf8')));

/** What each is needed for; no other is asked for. */
const reasons: Readonly<Record<string, string>> = {
  'chat:write': 'answers and reminders',
  commands: 'the command and the shortcut',
  'files:read': 'documents of a report',
  'im:history': 'what people write to the app',
  'im:write': 'the first word to somebody who never wrote',
};

test('asks for the scopes that are needed, and for no other', () => {
  expect(manifest.oauth_config.scopes.bot.toSorted()).toEqual(Object.keys(reasons).toSorted());
});

test('asks for each event, the command and the shortcut that the program listens for', () => {
  // Of messages those of direct chats alone.
  const events = listened.events.map((name) => (name === 'message' ? 'message.im' : name));
  expect(manifest.settings.event_subscriptions.bot_events.toSorted()).toEqual(events.toSorted());
  expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual([listened.command]);
  expect(manifest.features.shortcuts).toMatchObject([{ type: 'global', callback_id: listened.shortcut }]);
});

test('lets people write, opens the home tab, and sends everything to one address', () => {
  expect(manifest.features.app_home).toEqual({
    home_tab_enabled: true,
    messages_tab_enabled: true,
    messages_tab_read_only_enabled: false,
  });
  const { event_subscriptions: events, interactivity, socket_mode_enabled: isSocket } = manifest.settings;
  const urls = [events.request_url, interactivity.request_url, manifest.features.slash_commands[0]?.url];
  expect(new Set(urls).size).toBe(1);
  expect(new URL(events.request_url).pathname).toBe('/slack/events');
  expect({ isSocket, isOfEnterprise: manifest.settings.org_deploy_enabled, answers: interactivity.is_enabled }).toEqual(
    {
      isSocket: false,
      isOfEnterprise: false,
      answers: true,
    },
  );
});
