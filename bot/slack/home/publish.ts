import { actorOf } from '../../../core/actor.ts';
import { readDesk } from '../../../core/desk.ts';
import type { Answer } from '../../../core/outbox/transport.ts';
import { exactTokens } from '../../../core/vault.ts';
import { userOf } from '../address.ts';
import type { DeskParts } from '../parts.ts';
import { answerTo } from '../trouble.ts';
import { speakerTo } from '../window/speaker.ts';
import { standingButtons } from './buttons.ts';
import { rowsOf } from './rows.ts';
import { buttonsIn, homeView } from './view.ts';

/** Draws a person's App Home as things stand. It is an ornament: whatever the platform thinks of it, the chat lives on. */
export async function publishHome(parts: DeskParts, address: string, personId: string): Promise<Answer> {
  const { store, clock, client, log } = parts;
  const account = await accountAt(parts, address, personId);
  const actor = account ? await actorOf(store, personId, clock.now()) : null;
  if (!account || !actor) return { is: 'never', code: 'nobody', chatIsDead: false };
  const now = clock.now();
  const speaker = await speakerTo(parts, personId);
  const desk = await readDesk(store, actor, now);
  const rows = rowsOf(desk, speaker.listener.locale);
  const standing = await standingButtons(store, { personId, accountId: account.id }, buttonsIn(rows), now);
  try {
    await client.views.publish({ user_id: userOf(address), view: await homeView(speaker, desk, rows, standing) });
    return { is: 'accepted', ref: null };
  } catch (trouble) {
    const answer = answerTo(trouble);
    if (answer.is === 'later' && answer.afterMs <= mostWaitingMs) return answer;
    log.warn({ channel: 'slack', code: answer.code }, 'a desk was not drawn');
    return { is: 'never', code: answer.code, chatIsDead: false };
  }
}

/** Messages wait behind the desk: not for what an operator has to mend. It is drawn anew at the next change. */
const mostWaitingMs = 30_000;

const accountAt = ({ store, keyring }: DeskParts, address: string, personId: string) =>
  store.channelAccount.findFirst({
    where: { personId, channel: 'slack', addressToken: { in: exactTokens(keyring, 'chat', `slack:${address}`) } },
    select: { id: true },
  });
