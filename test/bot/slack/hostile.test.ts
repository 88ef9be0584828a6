import { describe, expect, test } from 'vitest';
import { deactivatePerson } from '../../../core/person/deactivate.ts';
import type { SlackPerson, SlackView } from '../../support/slack-fake.ts';
import { until } from '../../support/telegram-office.ts';
import { aReadySlackWorld, closers, type SlackWorld } from './stage.ts';

/** Signed as Slack would sign it. */
async function interacts({ url, fake }: SlackWorld, by: SlackPerson, more: object): Promise<Response> {
  const payload = {
    team: { id: fake.teamId },
    user: { id: by.id, team_id: fake.teamId },
    api_app_id: fake.appId,
    trigger_id: '7.7.hostile',
    ...more,
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', ...fake.sign(body) };
  return fetch(url, { method: 'POST', body, headers });
}

const submission = (view: object) => ({ type: 'view_submission', view });
const closing = (view: object) => ({ type: 'view_closed', view, is_cleared: false });
const choice = (view: object, block: string, value: string) => ({
  type: 'block_actions',
  container: { type: 'view' },
  view,
  actions: [{ type: 'radio_buttons', block_id: block, action_id: 'answer', selected_option: { value } }],
});

async function firstPage(person: SlackPerson): Promise<SlackView> {
  await person.slash('refer');
  const view = await person.sees(() => person.modal());
  await person.fills('danger', 'no');
  await person.fills('where', 'Street of the Test 7');
  await person.fills('what', 'Works at night');
  return person.modal() ?? view;
}

/** To the summary; nothing has to be said on the pages in between. */
async function toTheSummary(person: SlackPerson): Promise<void> {
  await firstPage(person);
  for (let page = 0; page < 9 && person.modal()?.callback_id === 'form'; page += 1) {
    const picker = person.modal()?.blocks.find(({ block_id: id }) => id.startsWith('identifiedAt'));
    if (picker) await person.fills(picker.block_id, '2026-11-23T07:00:00Z');
    expect(await person.submits()).toBe('next');
  }
  expect(person.modal()?.callback_id).toBe('check');
}

/** Holds rows, or a whole table, as a slow database would, until it is let go. */
async function held({ world }: SlackWorld, statement: string, ...values: string[]) {
  const client = await world.pool.connect();
  await client.query('BEGIN');
  await client.query(statement, values);
  let isHeld = true;
  const letGo = async () => {
    if (!isHeld) return;
    isHeld = false;
    await client.query('COMMIT');
    client.release();
  };
  closers.push(letGo);
  return letGo;
}
const row = 'SELECT 1 FROM person WHERE id = $1 FOR UPDATE';
const accounts = 'LOCK TABLE channel_account IN ACCESS EXCLUSIVE MODE';

const slowest = ({ fake }: SlackWorld) => Math.max(...fake.attempts.map(({ ms }) => ms));

test('what is larger than any window is refused unread, whoever signed it', async () => {
  const slack = await aReadySlackWorld();
  const body = `payload=${'x'.repeat(2 * 1024 * 1024)}`;
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  for (const headers of [type, { ...type, ...slack.fake.sign(body) }]) {
    const answer = await fetch(slack.url, { method: 'POST', body, headers }).catch(() => null);
    expect([413, undefined]).toContain(answer?.status);
  }
  expect(await slack.world.store.inbox.count({ where: { channel: 'slack' } })).toBe(0);
});

describe('a window that names the draft of somebody else', () => {
  test('shows nothing of it and changes nothing in it, sent, touched or closed', async () => {
    const slack = await aReadySlackWorld();
    const [teacher, nurse] = [await slack.somebody('teacher'), await slack.somebody('member-4.1.3')];
    const theirs = await firstPage(teacher);
    await teacher.submits();
    const { store } = slack.world;
    const before = await store.draft.findMany();
    const said = teacher.chat().length;
    const mine = await firstPage(nurse);
    const drafts = await store.draft.findMany({ where: { id: { in: before.map(({ id }) => id) } } });
    for (const [index, at] of ['form', 'check'].entries()) {
      const { draft } = JSON.parse(theirs.private_metadata);
      const metadata = at === 'form' ? theirs.private_metadata : JSON.stringify({ draft });
      const view = { ...mine, callback_id: at, private_metadata: metadata, hash: `forged-${index}` };
      const answer = await interacts(slack, nurse, submission(view));
      const words = await answer.text();
      expect({ status: answer.status, last: words.includes('"last"') }).toEqual({ status: 200, last: true });
      expect(words).not.toContain('radio_buttons');
      const steps = { ...choice(view, 'danger', 'yes'), trigger_id: `7.8.${at}` };
      expect((await interacts(slack, nurse, steps)).status).toBe(200);
      expect((await interacts(slack, nurse, closing(view))).status).toBe(200);
    }
    await slack.settled();
    expect(await store.draft.findMany({ where: { id: { in: before.map(({ id }) => id) } } })).toEqual(drafts);
    expect(drafts).toEqual(before);
    expect(teacher.chat()).toHaveLength(said);
    expect(await store.referral.count()).toBe(0);
    expect(await store.deadLetter.count()).toBe(0);
  });

  test('with names in it that every object has is read as any other', async () => {
    const slack = await aReadySlackWorld();
    const teacher = await slack.somebody('teacher');
    const view = await firstPage(teacher);
    const odd = JSON.parse(
      '{"__proto__":{"answer":{"type":"plain_text_input","value":"x"}},"constructor":{"answer":{"type":"plain_text_input","value":"x"}},"toString":{}}',
    );
    Object.defineProperty(odd, 'where', { value: view.state.values['where'], enumerable: true });
    const answer = await interacts(slack, teacher, submission({ ...view, state: { values: odd } }));
    expect(answer.status).toBe(200);
    expect(Object.hasOwn(Object.prototype, 'answer')).toBe(false);
    expect(await slack.world.store.deadLetter.count()).toBe(0);
  });
});

describe('what comes late or again', () => {
  test('as an old touch of a page that was sent since puts nobody back to it, and no old answer in the place of a new one', async () => {
    const slack = await aReadySlackWorld();
    const teacher = await slack.somebody('teacher');
    const old = await firstPage(teacher);
    await teacher.submits();
    const page = teacher.modal()?.private_metadata;
    expect(page).not.toBe(old.private_metadata);
    expect((await interacts(slack, teacher, choice(old, 'danger', 'no'))).status).toBe(200);
    await slack.settled();
    expect(teacher.modal()?.private_metadata).toBe(page);
    await teacher.closes();
    await slack.settled();
    expect(slack.fake.violations).toEqual([]);
  });

  test('as Discard twice says it once', async () => {
    const slack = await aReadySlackWorld();
    const teacher = await slack.somebody('teacher');
    await toTheSummary(teacher);
    await teacher.tapsInModal('Discard');
    await slack.settled();
    const said = teacher.chat().length;
    await slack.fake.redeliver({ kind: 'interactive', times: 5 });
    await slack.settled();
    expect(teacher.chat()).toHaveLength(said);
    expect(await slack.world.store.draft.count({ where: { discardedAt: null } })).toBe(0);
  });

  test('a window that the platform asks to wait with is drawn after the wait', async () => {
    const slack = await aReadySlackWorld();
    const teacher = await slack.somebody('teacher');
    await toTheSummary(teacher);
    slack.fake.fail('views.update', { error: 'ratelimited', retryAfter: 1, times: 1 } as never);
    await teacher.tapsInModal('Change');
    await teacher.sees(() => teacher.modal()?.callback_id === 'form');
    await teacher.closes();
    await slack.settled();
    expect(slack.fake.violations).toEqual([]);
  });
});

describe('with a database that is slow', () => {
  test('a summary that is sent closes in time with where its answer comes, and is sent once', async () => {
    const slack = await aReadySlackWorld();
    const teacher = await slack.somebody('teacher');
    await toTheSummary(teacher);
    await slack.settled();
    const letGo = await held(slack, row, slack.world.as('teacher').personId);
    expect(await teacher.submits()).toBe('next');
    expect(teacher.reads(teacher.modal())).toContain('takes a little longer');
    await letGo();
    await slack.settled();
    await until(
      () => teacher.lastMessage()?.text.includes('Your report was sent') === true,
      () => `last said is ${teacher.lastMessage()?.text}`,
    );
    expect(
      teacher
        .chat()
        .map(({ text }) => text)
        .join('\n'),
    ).not.toContain('did not work');
    expect(await slack.world.store.referral.count()).toBe(1);
    expect(slowest(slack)).toBeLessThan(3_000);
    expect(slack.fake.violations).toEqual([]);
  });

  test('nothing waits for whose language it is: it is said in all of them', async () => {
    const slack = await aReadySlackWorld();
    const teacher = await slack.somebody('teacher');
    const before = await firstPage(teacher);
    const letGo = await held(slack, accounts);
    const answer = await teacher.submits();
    await letGo();
    expect(answer).toEqual({ errors: { danger: expect.stringMatching(/përsëri[\s\S]*ponovo[\s\S]*again/) } });
    expect(teacher.modal()?.id).toBe(before.id);
    await slack.settled();
    expect(slowest(slack)).toBeLessThan(3_000);
    expect(slack.fake.violations).toEqual([]);
  });

  test('a summary waits for it no longer', async () => {
    const slack = await aReadySlackWorld();
    const teacher = await slack.somebody('teacher');
    await toTheSummary(teacher);
    await slack.settled();
    const letGo = await held(slack, accounts);
    expect(await teacher.submits()).toBe('next');
    expect(teacher.reads(teacher.modal())).toMatch(/mesazhet[\s\S]*poruke[\s\S]*Messages/);
    await letGo();
    await until(
      () => teacher.chat().some(({ text }) => text.includes('Your report was sent')),
      () => `last said is ${teacher.lastMessage()?.text}`,
    );
    expect(slowest(slack)).toBeLessThan(3_000);
    expect(slack.fake.violations).toEqual([]);
  });

  test('a summary that fails at first is sent all the same', async () => {
    let left = 0;
    const failing = (point: string) => {
      if (point === 'submission.before-commit' && left-- > 0) throw new Error('a fault');
    };
    const slack = await aReadySlackWorld({ failing });
    const teacher = await slack.somebody('teacher');
    await toTheSummary(teacher);
    await slack.settled();
    left = 2;
    expect(await teacher.submits()).toBe('next');
    await slack.settled();
    expect(await slack.world.store.referral.count()).toBe(1);
    expect(
      teacher
        .chat()
        .map(({ text }) => text)
        .join('\n'),
    ).not.toContain('did not work');
    expect(await slack.world.store.deadLetter.count()).toBe(0);
  });
});

test('what comes after the end of the program is not acknowledged', async () => {
  const slack = await aReadySlackWorld();
  const teacher = await slack.somebody('teacher');
  const view = await firstPage(teacher);
  await slack.bot.stop();
  const inbox = await slack.world.store.inbox.count();
  const tap = { type: 'block_actions', channel: { id: teacher.dm }, actions: [{ type: 'button', value: 'x' }] };
  for (const more of [tap, submission(view), closing(view), { type: 'shortcut', callback_id: 'new_referral' }]) {
    expect((await interacts(slack, teacher, more)).status).toBe(503);
  }
  expect(await slack.world.store.inbox.count()).toBe(inbox);
});

test('whoever was deactivated sees nothing of a draft in a window any more, and files nothing', async () => {
  const slack = await aReadySlackWorld();
  const { world } = slack;
  const teacher = await slack.somebody('teacher');
  await toTheSummary(teacher);
  await world.as('admin').does(deactivatePerson, { personId: world.as('teacher').personId });
  await teacher.tapsInModal('Change');
  await teacher.sees(() => teacher.modal()?.callback_id === 'last');
  expect(teacher.reads(teacher.modal())).toContain('This access was closed');
  await teacher.slash('status');
  await slack.settled();
  expect(await world.store.referral.count()).toBe(0);
});
