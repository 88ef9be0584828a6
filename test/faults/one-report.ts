import { brokenAt } from '../../core/audit.ts';
import { chatsBusy, presence } from '../../core/outbox/claim.ts';
import type { Chatting, TelegramOffice } from '../support/telegram-office.ts';
import { until } from '../support/telegram-office.ts';

export interface Outcome {
  readonly referrals: number;
  readonly cases: number;
  readonly receipts: number;
  readonly arrivals: number;
  /** Written, not sent, and no later step took its place. */
  readonly lost: number;
  /** Texts that Telegram took more than once. */
  readonly duplicates: readonly string[];
}

export interface OneReport {
  /** What there is of it in the database now: all or nothing, or it throws. */
  left(): Promise<'nothing' | 'everything'>;
  outcome(): Promise<Outcome>;
}

/** What one submission writes. */
const tables = ['referral', 'case', 'child', 'fact', 'obligation', 'message', 'audit_entry', 'inbox'] as const;

/** A report in danger up to the last answer, which sends it. */
export async function oneReport(office: TelegramOffice, reporter: Chatting): Promise<OneReport> {
  const { store, pool, telegram } = office;
  await reporter.says('/refer');
  await reporter.taps('choose:yes');
  await reporter.says('Rruga e Trimave 7, kati i dytë');
  await reporter.says('I dhunshëm, sot në mëngjes');

  const counted = async () => {
    const counts = tables.map((table) => `(SELECT count(*) FROM "${table}")::int AS "${table}"`).join(', ');
    const { rows } = await pool.query<Record<string, number>>(`SELECT ${counts}`);
    return rows[0] ?? {};
  };
  const before = await counted();
  const [first] = await store.message.findMany({ orderBy: { seq: 'desc' }, take: 1 });
  const acceptedBefore = telegram.accepted.length;

  return {
    async left() {
      // The server may still be ending the transaction of a process that is gone.
      await until(
        async () => (await inTransaction(office)) === 0,
        () => 'a transaction of the killed process is still open',
      );
      const now = await counted();
      const moved = tables.filter((table) => now[table] !== before[table]);
      if (moved.length === 0) return 'nothing';
      if (moved.length === tables.length) return 'everything';
      throw new Error(`half of it is there: ${moved.join(', ')}`);
    },
    async outcome() {
      const now = await counted();
      const messages = await store.message.findMany({
        where: { seq: { gt: first?.seq ?? 0n }, kind: 'send', account: { channel: 'telegram' } },
      });
      const of = (template: string) => messages.filter((message) => message.template === template).length;
      const refs = new Set(messages.map(({ platformRef }) => platformRef));
      const accepted = telegram.accepted.slice(acceptedBefore);
      const unknown = accepted.filter(({ messageId }) => !refs.has(String(messageId)));
      const isDuplicate = (one: (typeof accepted)[number]) =>
        accepted.some(
          (other) => !unknown.includes(other) && other.chatId === one.chatId && textOf(other) === textOf(one),
        );
      const strange = unknown.filter((one) => !isDuplicate(one));
      if (strange.length > 0) throw new Error(`${strange.length} messages were sent that nobody owed`);
      return {
        referrals: (now['referral'] ?? 0) - (before['referral'] ?? 0),
        cases: (now['case'] ?? 0) - (before['case'] ?? 0),
        receipts: of('referral-receipt'),
        arrivals: of('referral-arrived'),
        lost: messages.filter(({ sentAt, reason }) => sentAt === null && reason !== 'superseded').length,
        duplicates: unknown.map(textOf),
      };
    },
  };
}

const textOf = ({ message }: { message: { text?: string } }) => message.text ?? '';

async function inTransaction({ pool }: TelegramOffice): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
  );
  return rows[0]?.count ?? 0;
}

/** What a kill must not leave behind. */
export async function afterwards(office: TelegramOffice) {
  const { store, pool } = office;
  const chains = await store.auditEntry.findMany({ distinct: ['chain'], select: { chain: true } });
  const brokenChains: string[] = [];
  for (const { chain } of chains) if ((await brokenAt(store, chain)) !== null) brokenChains.push(chain);
  // Whoever runs now holds some of it for a moment: one moment in which nothing is held shows that nothing was left.
  // A lease of a process that is gone holds nobody up, and stands until somebody speaks in that chat again.
  let held = { leases: 0, locks: 0, inTransaction: 0 };
  await until(
    async () => {
      held = { leases: await chatsBusy(store), locks: await locks(pool), inTransaction: await inTransaction(office) };
      return Object.values(held).every((count) => count === 0);
    },
    () => `still held: ${JSON.stringify(held)}`,
  );
  return { brokenChains, ...held, halves: await halves(office) };
}

/** Besides that of the one process that runs and shows that it does. */
async function locks(pool: TelegramOffice['pool']): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND classid = $1::int::oid
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [presence],
  );
  return (rows[0]?.count ?? 0) - 1;
}

/** Rows whose other half is missing, by what they are. */
async function halves({ pool }: TelegramOffice): Promise<string[]> {
  const questions = {
    'a report without a case':
      'SELECT 1 FROM referral r WHERE NOT EXISTS (SELECT 1 FROM "case" c WHERE c.referral_id = r.id)',
    'a report whose draft is open': 'SELECT 1 FROM referral r JOIN draft d ON d.id = r.id WHERE d.sent_at IS NULL',
    'a draft that was sent nowhere':
      "SELECT 1 FROM draft d WHERE d.form = 'e-1' AND d.sent_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM referral r WHERE r.id = d.id)",
    'a case without its clock': `SELECT 1 FROM "case" c WHERE NOT EXISTS (SELECT 1 FROM obligation o WHERE o.case_id = c.id AND o.rule = 'case-manager-24h')`,
    'a case without facts': `SELECT 1 FROM "case" c WHERE NOT EXISTS (SELECT 1 FROM fact f WHERE f.case_id = c.id OR f.subject_id = c.id)`,
    'a case without an audit chain': `SELECT 1 FROM "case" c WHERE NOT EXISTS (SELECT 1 FROM audit_entry a WHERE a.chain = 'case:' || c.id)`,
    'a child without its key':
      "SELECT 1 FROM child c WHERE NOT EXISTS (SELECT 1 FROM vault_key k WHERE k.subject_type = 'child' AND k.subject_id = c.id)",
    'a step told by no message':
      'SELECT 1 FROM told t WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.id = t.message_id)',
    'a dead letter': 'SELECT 1 FROM dead_letter',
  };
  const found: string[] = [];
  for (const [what, sql] of Object.entries(questions)) if ((await pool.query(sql)).rowCount) found.push(what);
  return found;
}
