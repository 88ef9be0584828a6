import { createHmac } from 'node:crypto';

export const signingSecret = 'a-secret-of-the-bench';
export const teamId = 'T0BENCH';

/** Of each person: buttons to tap once, and a report that was begun. */
export interface InHand {
  readonly user: string;
  readonly buttons: string[];
  readonly draft: string;
}

const kinds = ['a command', 'a tap', 'a page of a report'] as const;
let requests = 0;

/** Somebody does something: each person a third of each kind. In ms. */
export async function acknowledged(url: string, inHand: readonly InHand[]): Promise<{ kind: string; ms: number }> {
  requests += 1;
  const kind = kinds[requests % kinds.length] ?? kinds[0];
  const somebody = inHand[Math.floor(requests / kinds.length) % inHand.length];
  if (!somebody) throw new Error('nobody is there');
  const body = bodyOf(kind, somebody, `${requests}.1.bench`);
  const second = String(Math.floor((performance.timeOrigin + performance.now()) / 1000));
  const signature = createHmac('sha256', signingSecret).update(`v0:${second}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': second,
    'x-slack-signature': `v0=${signature}`,
  };
  const started = performance.now();
  const answer = await fetch(url, { method: 'POST', headers, body });
  const said = await answer.text();
  const ms = performance.now() - started;
  if (!answer.ok || said.includes('"errors"')) throw new Error(`${kind} was answered with ${answer.status}`);
  return { kind, ms };
}

function bodyOf(kind: (typeof kinds)[number], { user, buttons, draft }: InHand, trigger: string): string {
  if (kind === 'a command') {
    const command = { command: '/tryeza', text: 'help', channel_id: 'D0', response_url: 'http://127.0.0.1' };
    return new URLSearchParams({ ...command, team_id: teamId, user_id: user, trigger_id: trigger }).toString();
  }
  const who = { team: { id: teamId }, user: { id: user, team_id: teamId }, trigger_id: trigger };
  const payload =
    kind === 'a tap'
      ? {
          ...{ type: 'block_actions', channel: { id: 'D0' }, container: { type: 'message' } },
          actions: [{ type: 'button', action_id: 'b', block_id: 'b', value: buttons.pop() ?? 'none' }],
        }
      : { type: 'view_submission', view: pageOf(draft, trigger) };
  return new URLSearchParams({ payload: JSON.stringify({ ...who, ...payload }) }).toString();
}

function pageOf(draft: string, hash: string) {
  const typed = (value: string) => ({ answer: { type: 'plain_text_input', value } });
  const danger = { answer: { type: 'radio_buttons', selected_option: { value: 'no' } } };
  const values = { danger, where: typed('Rruga e Provës 7'), what: typed('Punon natën në treg'), contact: typed('') };
  const blocks = Object.keys(values).map((block) => ({ type: 'input', block_id: block }));
  const metadata = JSON.stringify({ draft, page: 'danger' });
  return {
    id: 'V0BENCH',
    hash,
    type: 'modal',
    callback_id: 'form',
    private_metadata: metadata,
    blocks,
    state: { values },
  };
}
