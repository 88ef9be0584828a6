import type { Answer, Rendered, Transport } from '../../core/outbox/transport.ts';
import type { SlackAccess } from './access.ts';
import { accountAtSlack } from './account.ts';
import { userOf } from './address.ts';
import { type Posted, postedOf } from './blocks.ts';
import { confirmIn, isAsked } from './confirm.ts';
import { publishHome } from './home/publish.ts';
import type { DeskParts } from './parts.ts';
import { answerTo, codeOf, saidBy } from './trouble.ts';
import { slackClient } from './web-client.ts';

const PLAIN = { unfurl_links: false, unfurl_media: false };

/**
 * The way out to Slack: direct chats only, without previews. Keeps to no rate of its own; a 429 is answered with the
 * platform's time. The ref is `<direct chat>:<time stamp>`.
 */
export function slackTransport({ access, ...parts }: Omit<DeskParts, 'client'> & { access: SlackAccess }): Transport {
  const { log, wording } = parts;
  const client = slackClient(access, log);
  const { chat } = client;

  const posted = async (address: string, message: Rendered): Promise<Posted | null> => {
    const asks = message.buttons.some(({ act }) => isAsked(act));
    const reader = asks ? await accountAtSlack(parts, address) : null;
    return postedOf(message, reader ? confirmIn(wording(reader.locale)) : () => undefined);
  };

  return {
    channel: 'slack',

    async send(address, message) {
      const words = await posted(address, message);
      if (!words) return unfit;
      return asked(async () => {
        const { channel, ts } = await chat.postMessage({ channel: userOf(address), ...words, ...PLAIN });
        return channel && ts ? `${channel}:${ts}` : null;
      });
    },

    async edit(address, ref, message) {
      const words = await posted(address, message);
      if (!words) return unfit;
      return asked(async () => {
        await chat.update({ ...placeOf(ref), ...words });
        return ref;
      });
    },

    /** An app deletes only what it wrote itself: what a person typed stays until that person deletes it. */
    async delete(_address, ref) {
      try {
        await chat.delete(placeOf(ref));
        return { is: 'accepted', ref };
      } catch (trouble) {
        if (!STAYS.has(saidBy(trouble) ?? '')) return answerTo(trouble);
        log.info({ channel: 'slack', code: codeOf(trouble) }, 'a message was not deleted');
        return { is: 'accepted', ref };
      }
    },

    desk: (address, personId) => publishHome({ ...parts, client }, address, personId),
  };
}

const STAYS: ReadonlySet<string> = new Set([
  'cant_delete_message',
  'message_not_found',
  'compliance_exports_prevent_deletion',
]);

const unfit: Answer = { is: 'never', code: 'message-unfit', chatIsDead: false };

function placeOf(ref: string): { channel: string; ts: string } {
  const [channel = '', ts = ''] = ref.split(':');
  return { channel, ts };
}

async function asked(call: () => Promise<string | null>): Promise<Answer> {
  try {
    return { is: 'accepted', ref: await call() };
  } catch (trouble) {
    return answerTo(trouble);
  }
}
