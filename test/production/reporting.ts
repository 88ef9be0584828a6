import { openDoor } from '../../core/door.ts';
import { answerDraft } from '../../core/draft/answer.ts';
import { beginDraft } from '../../core/draft/begin.ts';
import { sendReferral } from '../../core/referral/send.ts';
import { exactTokens } from '../../core/vault.ts';
import { type TelegramOffice, until } from '../support/telegram-office.ts';

/** What is looked at here of an office. */
export type Office = Pick<TelegramOffice, 'store' | 'pool' | 'keyring' | 'telegram'>;

/** What is answered to a prompt, by the field that it asks for. */
const answers: Readonly<Record<string, string>> = {
  where: 'Rruga e Trimave 7',
  what: 'I dhunshëm, sot në mëngjes',
  contact: '044 123 456',
};
const patienceMs = 60_000;

/** Somebody who never wrote before reports danger, waiting for each prompt as a person does, until the receipt is there. */
export async function reportDanger({ store, keyring, telegram }: Office, chatId: number): Promise<void> {
  const phone = telegram.person({ id: chatId, languageCode: 'sq' });
  const account = { channel: 'telegram', addressToken: { in: exactTokens(keyring, 'chat', `telegram:${chatId}`) } };
  let last = 0n;
  /** The next thing that is asked, or the receipt. */
  const next = async () => {
    const find = () =>
      store.message.findFirst({
        where: {
          account,
          seq: { gt: last },
          kind: 'send',
          sentAt: { not: null },
          OR: [{ field: { not: null } }, { template: 'referral-receipt' }],
        },
        orderBy: { seq: 'asc' },
        include: { buttons: true },
      });
    let found = await find();
    await until(
      async () => {
        found ??= await find();
        return found !== null;
      },
      () => `nothing more was said to chat ${chatId}`,
      patienceMs,
    );
    if (!found) throw new Error('nothing found');
    last = found.seq;
    return found;
  };

  phone.command('refer');
  for (;;) {
    const { template, field, buttons } = await next();
    if (template === 'referral-receipt') return;
    if (field === 'danger') phone.tap(buttons.find(({ act }) => act === 'choose:yes')?.id ?? 'choose:yes');
    else phone.say(answers[field ?? ''] ?? 'Përgjigje');
  }
}

/**
 * Reports of yesterday whose case has no manager yet: the limit of 24 hours passes in so many ms, one after the other, and
 * head and stand-in hear it then.
 */
export async function reportsFallingDue(office: Office, teacherId: string, count: number, inMs: number): Promise<void> {
  const { store, keyring } = office;
  await store.role.updateMany({ data: { fromAt: new Date(performance.timeOrigin - 30 * dayMs) } });
  for (let nth = 0; nth < count; nth += 1) {
    const at = new Date(performance.timeOrigin + performance.now() - dayMs + inMs + nth * 200);
    const door = openDoor({ store, keyring, clock: { now: () => at } });
    const { draftId } = await door.through(beginDraft, teacherId, { form: 'e-1' });
    const identifiedAt = new Date(at.getTime() - 3_600_000).toISOString();
    const given = {
      danger: 'no',
      where: `Rruga ${nth}`,
      what: `Arsyeja ${nth}`,
      identifiedAt,
      childName: `Fëmija ${nth} Provë`,
    };
    await door.through(answerDraft, teacherId, { draftId, answers: given });
    await door.through(sendReferral, teacherId, { draftId });
  }
}
const dayMs = 24 * 3_600_000;

export interface Reckoned {
  readonly cases: number;
  readonly receipts: number;
  /** Updates that were carried more or less than once. */
  readonly updatesAmiss: number;
  /** Written, due, and told to nobody. */
  readonly lost: number;
  /** Texts that Telegram took again. */
  readonly duplicates: readonly string[];
  /** Who heard of a limit that passed, by how often: `due` of each obligation, by recipient. */
  readonly limitsTold: readonly number[];
  readonly deadLetters: number;
  /** In ms, from the instant of a limit to its being written. */
  readonly latest: number;
}

/** What came of it all: the platform's own log against the case store. */
export async function reckoned({ store, pool, telegram }: Office): Promise<Reckoned> {
  const messages = await store.message.findMany({ where: { kind: 'send', account: { channel: 'telegram' } } });
  const refs = new Set(messages.flatMap(({ platformRef }) => platformRef ?? []));
  const strays = telegram.accepted.filter(({ messageId }) => !refs.has(String(messageId)));
  const known = telegram.accepted.filter((one) => !strays.includes(one));
  for (const stray of strays) {
    if (!known.some((one) => one.chatId === stray.chatId && textOf(one) === textOf(stray)))
      throw new Error('a message was sent that nobody owed');
  }
  const issued = telegram.updates.map(({ update_id: id }) => id);
  const told = await limitsTold(pool);
  const inbox = await store.inbox.count({ where: { channel: 'telegram' } });
  return {
    cases: await store.case.count(),
    receipts: messages.filter(({ template }) => template === 'referral-receipt').length,
    updatesAmiss: Math.abs(new Set(issued).size - inbox),
    lost: messages.filter(({ sentAt, reason }) => sentAt === null && reason !== 'superseded').length,
    duplicates: strays.map(textOf),
    limitsTold: told.map(({ count }) => count),
    deadLetters: await store.deadLetter.count(),
    latest: Math.max(0, ...told.map(({ late }) => late)),
  };
}

/** How often a recipient was told that a limit had passed, and how late at most: a row an obligation and recipient. */
export async function limitsTold(pool: TelegramOffice['pool']): Promise<readonly { count: number; late: number }[]> {
  const { rows } = await pool.query<{ count: number; late: number }>(
    `SELECT count(*)::int AS count, max(extract(epoch FROM t.at - o.due_at) * 1000)::int AS late
     FROM told t JOIN obligation o ON o.id = t.obligation_id
     JOIN message m ON m.id = t.message_id AND m.sent_at IS NOT NULL
     WHERE o.rule = 'case-manager-24h' AND t.step = 'due' GROUP BY t.obligation_id, t.recipient_id`,
  );
  return rows;
}

const textOf = ({ message }: { message: { text?: string } }) => message.text ?? '';
