import { realClock } from '../../core/clock.ts';
import { refused } from '../../core/errors.ts';
import { invitePerson } from '../../core/invite.ts';
import { makeLink } from '../../core/link.ts';
import type { ButtonWanted, Line } from '../../core/message.ts';
import { type Unreachable, unreachableIn } from '../../core/outbox/unreachable-people.ts';
import { may } from '../../core/permission.ts';
import { staffRoles } from '../../core/staff.ts';
import type { DialogPart, Turn } from './turn.ts';

const mostShown = 20;

/** Who of the office cannot be reached and why, and a new invitation for one of them. */
export const unreachable: DialogPart = {
  taps: {
    async unreachable(turn) {
      turn.keepButtons();
      const people = await peopleOf(turn);
      if (people.length === 0) {
        await turn.replyLines([{ text: 'unreachable.nobody' }]);
        return;
      }
      await turn.replyLines([{ text: 'unreachable.list' }, ...people.map(lineOf)], {
        buttons: people
          .filter(({ officeId }) => may(turn.by, 'person.invite', { officeIds: [officeId] }))
          .map(buttonOf),
      });
    },
    async 'invite-again'(turn, having) {
      const { person, office } = having;
      const { personId, inviteId, expiresAt } = await turn.through(invitePerson, {
        officeId: office,
        person: { id: person },
      });
      // The other people of the list wait for theirs; this one has got it.
      turn.keepButtons();
      if (turn.incoming.kind === 'tap')
        await turn.db.button.update({ where: { id: turn.incoming.button }, data: { usedAt: turn.now } });
      // Not in the chat: it could be exported or forwarded from there, and in some nothing can be copied.
      const wanted = { personId: turn.by.id, purpose: { does: 'invite', inviteId } } as const;
      const link = await makeLink(turn.db, turn.keyring, wanted, realClock.now());
      await turn.reply('new-invite', { who: personId, link, until: expiresAt.toISOString() });
    },
  },
};

/** Names stand in a chat only of who works in the office. */
async function peopleOf(turn: Turn): Promise<readonly Unreachable[]> {
  const own = [...new Set(turn.by.held.map(({ officeId }) => officeId))];
  const offices = own.filter((id) => may(turn.by, 'person.list-unreachable', { officeIds: [id] }));
  if (offices.length === 0) throw refused('not-allowed');
  const people = await unreachableIn(turn.db, offices, { now: turn.now, most: 100, after: null });
  const staff: readonly string[] = staffRoles;
  return people.filter(({ role }) => staff.includes(role)).slice(0, mostShown);
}

/** Platforms have many words for few things. */
const reasons: Readonly<Record<string, string>> = {
  blocked: 'blocked',
  forbidden: 'blocked',
  deactivated: 'deactivated',
  'account-inactive': 'deactivated',
  'user-not-found': 'deactivated',
  'chat-not-found': 'gone',
  'channel-not-found': 'gone',
  'token-revoked': 'token-revoked',
  'channel-off': 'channel-off',
  bounced: 'bounced',
};

/** Why the last chat was closed. */
function whyOf(last: Unreachable['channels'][number] | undefined): string {
  if (!last) return 'no-chat';
  return reasons[(last.deadReason ?? '').replaceAll('_', '-')] ?? 'closed';
}

const lineOf = ({ personId, channels, since, owed }: Unreachable): Line => ({
  text: 'unreachable.line',
  params: {
    who: { staff: personId },
    why: whyOf(channels[0]),
    since: since.toISOString(),
    owed,
  },
});

const buttonOf = ({ personId, officeId }: Unreachable): ButtonWanted => ({
  act: `invite:${personId}`,
  does: 'invite-again',
  having: { person: personId, office: officeId },
  label: 'unreachable.invite',
  params: { who: { staff: personId } },
});
