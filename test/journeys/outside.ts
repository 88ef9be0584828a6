import { z } from 'zod';

const chatMessage = z.strictObject({
  id: z.string(),
  from: z.enum(['bot', 'person']),
  template: z.string().nullable(),
  field: z.string().nullable(),
  text: z.string(),
  buttons: z.array(z.strictObject({ id: z.string(), act: z.string(), label: z.string().min(1) })),
  at: z.iso.datetime(),
});
export type Message = z.infer<typeof chatMessage>;

const chat = z.strictObject({ messages: z.array(chatMessage) });

const state = z.strictObject({
  now: z.iso.datetime(),
  adminToken: z.string(),
  personas: z.array(
    z.strictObject({
      id: z.string(),
      personId: z.uuid(),
      role: z.string(),
      seat: z.string().nullable(),
      locale: z.string(),
      inviteCode: z.string(),
      token: z.string(),
    }),
  ),
});
export type Persona = z.infer<typeof state>['personas'][number];

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Somebody who has the address and the published names, and nothing else. */
export function outsider(address: string) {
  const ask = async (
    path: string,
    { method = 'GET', token = '', body = undefined as unknown } = {},
  ): Promise<Answer> => {
    const answer = await fetch(address + path, {
      method,
      headers: {
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  };
  const read = async (persona: string) => chat.parse((await ask(`/try/chats/${persona}`)).body).messages;
  const post = async (persona: string, body: object) =>
    chat.parse((await ask(`/try/chats/${persona}`, { method: 'POST', body })).body).messages;
  const taps = async (persona: string, act: string) => {
    const button = (await read(persona))
      .toReversed()
      .flatMap(({ buttons }) => buttons)
      .find((one) => one.act === act);
    if (!button) throw new Error(`${persona} has no button ${act}`);
    return post(persona, { button: button.id });
  };

  return {
    ask,
    read,
    taps,
    says: (persona: string, text: string) => post(persona, { text }),
    state: async () => state.parse((await ask('/try/state')).body),
    advance: (duration: string) => ask('/try/clock', { method: 'POST', body: { advance: duration } }),
    /**
     * Answers whatever is asked until it is sent: what it knows by the field's name, else skips, else the first choice, else
     * `now`, else words. Answers the id of the button that sent it; null when there was nothing left to send.
     */
    async fills(persona: string, known: Readonly<Record<string, string>> = {}): Promise<string | null> {
      for (let asked = 0; asked < 80; asked += 1) {
        const open = (await read(persona)).findLast(
          ({ field, buttons }) => buttons.some(({ act }) => act === 'send') || (field !== null && buttons.length > 0),
        );
        if (!open) return null;
        const acts = open.buttons.map(({ act }) => act);
        const choice = acts.find((act) => act.startsWith('choose:') && act !== 'choose:dont-know');
        const answer = known[open.field ?? ''];
        const send = open.buttons.find(({ act }) => act === 'send');
        if (send) {
          await post(persona, { button: send.id });
          return send.id;
        }
        if (acts.includes('done')) await taps(persona, 'done');
        else if (answer?.startsWith('choose:')) await taps(persona, answer);
        else if (answer) await post(persona, { text: answer });
        else if (acts.includes('skip')) await taps(persona, 'skip');
        else if (choice) await taps(persona, choice);
        else await post(persona, { text: `an answer to ${open.field}` });
      }
      throw new Error('the form has no end');
    },
  };
}

export type Outsider = ReturnType<typeof outsider>;
