import { z } from 'zod';
import { act } from '../act.ts';
import { refused } from '../errors.ts';
import { happened } from '../fact.ts';
import type { Transaction } from '../store.ts';
import { hashSecret } from '../vault.ts';

const input = z.object({ code: z.string().trim().min(1).max(5000), accountId: z.uuid() });

/**
 * Binds the chat to the person who was invited, once. What was begun or reported in this chat before goes with it.
 * Result: the person that this chat now belongs to.
 */
export const linkAccount = act('account.link', {
  input,
  async find({ db, now, by }, { code, accountId }) {
    const account = await db.channelAccount.findUnique({ where: { id: accountId } });
    if (!account || account.personId !== by.id) throw refused('not-found');
    const [invite] = await db.$queryRaw<Invite[]>`
      SELECT i.id, i.person_id, i.used_at, i.revoked_at, i.expires_at, p.deactivated_at
      FROM invite i JOIN person p ON p.id = i.person_id WHERE i.code_hash = ${hashSecret(code)} FOR UPDATE OF i`;
    if (!invite) throw refused('code-unknown');
    if (invite.revoked_at || invite.deactivated_at) throw refused('code-revoked');
    if (invite.used_at) throw refused('code-used');
    if (invite.expires_at <= now) throw refused('code-expired');
    if (by.verified) throw refused('already-linked');
    return { found: invite, matter: { officeIds: [], ownerId: by.id } };
  },
  async perform({ db, now, by }, { accountId }, invite) {
    const personId = invite.person_id;
    await db.invite.update({ where: { id: invite.id }, data: { usedAt: now } });
    const { verifiedAt } = await db.person.findUniqueOrThrow({ where: { id: personId }, select: { verifiedAt: true } });
    // The first chat knows its person's language best; a second one may only guess, and must not change what was chosen.
    const first = verifiedAt ? {} : { verifiedAt: now, locale: by.locale };
    await db.person.update({ where: { id: personId }, data: first });
    const others = await db.channelAccount.count({ where: { personId, preferred: true, deadAt: null } });
    await db.channelAccount.update({
      where: { id: accountId },
      data: { personId, preferred: others === 0, linkedAt: now },
    });
    await bring(db, by.id, personId);
    return {
      result: { personId },
      facts: [happened('person.linked', { type: 'person', id: personId })],
      audited: [`person:${personId}`],
      detail: { account: accountId },
    };
  },
});

interface Invite {
  readonly id: string;
  readonly person_id: string;
  readonly used_at: Date | null;
  readonly revoked_at: Date | null;
  readonly expires_at: Date;
  readonly deactivated_at: Date | null;
}

/** Drafts, reports, and the buttons that stand in the chat now answer to the invited person. */
async function bring(db: Transaction, from: string, to: string): Promise<void> {
  await db.$executeRaw`
    WITH drafts AS (UPDATE draft SET person_id = ${to}::uuid WHERE person_id = ${from}::uuid),
      reports AS (UPDATE referral SET reporter_id = ${to}::uuid WHERE reporter_id = ${from}::uuid),
      recorded AS (UPDATE referral SET recorded_by_id = ${to}::uuid WHERE recorded_by_id = ${from}::uuid AND reporter_id IS NULL),
      files AS (UPDATE document SET by_id = ${to}::uuid WHERE by_id = ${from}::uuid),
      buttons AS (UPDATE button SET person_id = ${to}::uuid WHERE person_id = ${from}::uuid),
      standing AS (INSERT INTO conversation (person_id, dialog, state, prompt_id, updated_at)
        SELECT ${to}::uuid, dialog, state, prompt_id, updated_at FROM conversation WHERE person_id = ${from}::uuid
        ON CONFLICT DO NOTHING)
    UPDATE message SET person_id = ${to}::uuid WHERE person_id = ${from}::uuid`;
}
