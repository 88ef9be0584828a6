import { expect, test } from 'vitest';
import type { Fields } from './fields.ts';
import { aButton, aFake, aField, aModal, anApp, plain } from './stage.ts';

/** Somebody in front of this modal; the app answers submissions with what `answers` holds, in turn. */
async function inFrontOf(view: object, answers: (object | string)[] = []) {
  const { slack, client, person } = await aFake();
  const app = await anApp(({ payload }) =>
    payload['type'] === 'view_submission' ? { body: answers.shift() ?? '' } : {},
  );
  slack.deliverTo(app.url);
  await person.shortcut();
  const trigger_id = String(app.got[0]?.payload['trigger_id']);
  await client.views.open({ trigger_id, view: aModal(view) });
  const heard = (type: string): Fields[] => app.got.map(({ payload }) => payload).filter((one) => one['type'] === type);
  return { slack, client, person, heard };
}

const options = ['a', 'b', 'c'].map((value) => ({ text: plain(value.toUpperCase()), value }));

test('reports what was entered in every kind of field', async () => {
  const blocks = [
    aField('text'),
    aField('choice', { type: 'static_select', options }),
    aField('radio', { type: 'radio_buttons', options }),
    aField('boxes', { type: 'checkboxes', options }),
    aField('date', { type: 'datepicker' }),
    aField('moment', { type: 'datetimepicker' }),
    aField('number', { type: 'number_input', is_decimal_allowed: false }),
    aField('files', { type: 'file_input', max_files: 2, filetypes: ['pdf'] }),
  ];
  const { slack, person, heard } = await inFrontOf({ blocks, private_metadata: 'draft' });
  expect(Object.keys(Object(await person.submits()).errors)).toHaveLength(8);
  expect(heard('view_submission')).toEqual([]);
  await person.fills('text', 'words');
  await person.fills('choice', 'b');
  await person.fills('radio', 'C');
  await person.fills('boxes', ['a', 'c']);
  await person.fills('date', '2026-03-10');
  await person.fills('moment', '2026-03-10T10:00:00+01:00');
  await person.fills('number', '3.5');
  const pdf = { name: 'a.pdf', mimetype: 'application/pdf', bytes: Buffer.from('x') };
  expect(() => person.attaches('files', [{ ...pdf, name: 'a.exe' }])).toThrow('only pdf');
  expect(() => person.attaches('files', [pdf, pdf, pdf])).toThrow('2 files at most');
  person.attaches('files', [pdf]);
  expect(await person.submits()).toEqual({ errors: { number: 'Please enter a whole number' } });
  await person.fills('number', '3');
  expect(await person.submits()).toBe('closed');
  const [submission] = heard('view_submission');
  const { state, private_metadata, callback_id } = Object(submission?.['view']);
  expect({ private_metadata, callback_id }).toEqual({ private_metadata: 'draft', callback_id: 'form' });
  expect(state.values).toMatchObject({
    text: { answer: { value: 'words' } },
    choice: { answer: { selected_option: options[1] } },
    radio: { answer: { selected_option: options[2] } },
    boxes: { answer: { selected_options: [options[0], options[2]] } },
    date: { answer: { selected_date: '2026-03-10' } },
    moment: { answer: { selected_date_time: 1_773_133_200 } },
    number: { answer: { value: '3' } },
    files: { answer: { files: [{ name: 'a.pdf', url_private_download: expect.any(String) }] } },
  });
  expect(slack.violations).toEqual([]);
});

test('keeps people from entering what the field does not take', async () => {
  const blocks = [aField('text', { max_length: 3 }), aField('choice', { type: 'static_select', options })];
  const { person } = await inFrontOf({ blocks });
  await expect(person.fills('text', 'four')).rejects.toThrow('3 characters at most');
  await expect(person.fills('choice', 'z')).rejects.toThrow('no option z');
  await expect(person.fills('other', 'x')).rejects.toThrow('no field other');
});

test('reports a change at once where the block asks for it', async () => {
  const choice = aField('choice', { type: 'static_select', options }, { dispatch_action: true });
  const { person, heard } = await inFrontOf({ blocks: [choice, aField('text'), aButton('Another child')] });
  await person.fills('text', 'quiet');
  expect(heard('block_actions')).toEqual([]);
  await person.fills('choice', 'a');
  await person.tapsInModal('Another child');
  expect(heard('block_actions')).toMatchObject([
    {
      container: { type: 'view', view_id: person.modal()?.id },
      actions: [{ block_id: 'choice', action_id: 'answer', selected_option: options[0] }],
      view: { state: { values: { text: { answer: { value: 'quiet' } } } } },
    },
    { actions: [{ type: 'button', value: 'another child' }], trigger_id: expect.any(String) },
  ]);
});

test('does what the answer to a submission says', async () => {
  const next = aModal({ callback_id: 'second' }, ['b']);
  const { slack, person } = await inFrontOf({ blocks: [] }, [
    { response_action: 'update', view: next },
    { response_action: 'errors', errors: { b: 'again' } },
    { response_action: 'push', view: aModal({ callback_id: 'third' }) },
    '',
    { response_action: 'push', view: aModal() },
    { response_action: 'clear' },
  ]);
  expect(await person.submits()).toBe('next');
  expect(person.modal()?.callback_id).toBe('second');
  await person.fills('b', 'x');
  expect(await person.submits()).toEqual({ errors: { b: 'again' } });
  expect(await person.submits()).toBe('next');
  expect(person.modals()).toHaveLength(2);
  expect(await person.submits()).toBe('next');
  expect(person.modal()?.callback_id).toBe('second');
  await person.submits();
  expect(await person.submits()).toBe('closed');
  expect(slack.violations).toEqual([]);
});

test('stacks three modals and no more', async () => {
  const push = { response_action: 'push', view: aModal() };
  const { slack, person } = await inFrontOf({}, [push, push, push]);
  await person.submits();
  await person.submits();
  expect(await person.submits()).toEqual({ errors: { '': expect.any(String) } });
  expect(slack.violations).toEqual(['view_submission: push_limit_reached']);
});

test.each<[string, object | string, string]>([
  ['errors at no input', { response_action: 'errors', errors: { x: 'no' } }, 'error for x, which is no input'],
  ['no errors at all', { response_action: 'errors', errors: {} }, 'errors without any'],
  ['a broken view', { response_action: 'update', view: aModal({ title: plain('x'.repeat(25)) }) }, '25 characters'],
  ['something else', { ok: true }, 'neither empty nor a response_action'],
  ['an unknown action', { response_action: 'jump' }, 'jump is not a response_action'],
])('tells of an answer with %s', async (_, answer, violation) => {
  const { slack, person } = await inFrontOf({}, [answer]);
  await person.submits();
  expect(slack.violations).toEqual([expect.stringContaining(violation)]);
});

test('tells the app of a closed modal when it asked to be told', async () => {
  const { person, heard } = await inFrontOf({ notify_on_close: true, blocks: [aField('text')] });
  await person.fills('text', 'half');
  await person.closes();
  expect(person.modal()).toBe(null);
  expect(heard('view_closed')).toMatchObject([
    { is_cleared: false, view: { state: { values: { text: { answer: { value: 'half' } } } } } },
  ]);
});

test('asks before a button that wants it, and keeps what stands behind a modal out of reach', async () => {
  const confirm = { title: plain('Send?'), text: plain('It goes out.'), confirm: plain('Yes'), deny: plain('No') };
  const { client, person, heard } = await inFrontOf({});
  await client.chat.postMessage({ channel: person.id, text: 'x', blocks: [aButton('Send it', { confirm })] });
  await expect(person.taps('Send it')).rejects.toThrow('a modal stands in front');
  await person.closes();
  await person.taps('Send it', { agrees: false });
  expect(heard('block_actions')).toEqual([]);
  await person.taps({ value: 'send it' });
  expect(heard('block_actions')).toMatchObject([
    { container: { type: 'message', channel_id: person.dm }, message: { text: 'x' }, response_url: expect.any(String) },
  ]);
  expect(person.confirmed().at(-1)).toContain('It goes out.');
  await expect(person.taps('Nothing')).rejects.toThrow('chat: Send it');
});

test('chooses in a message too', async () => {
  const { client, person, heard } = await inFrontOf({});
  await person.closes();
  const select = { type: 'static_select' as const, action_id: 'language', options };
  const blocks = [{ type: 'actions' as const, block_id: 'languages', elements: [select] }];
  await client.chat.postMessage({ channel: person.id, text: 'Which?', blocks });
  await person.fills('language', 'B');
  expect(heard('block_actions')).toMatchObject([
    {
      actions: [{ action_id: 'language', selected_option: options[1] }],
      state: { values: { languages: { language: { selected_option: options[1] } } } },
    },
  ]);
});
