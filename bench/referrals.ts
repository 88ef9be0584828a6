import pg from 'pg';
import { answerDraft } from '../core/draft/answer.ts';
import { beginDraft } from '../core/draft/begin.ts';
import { sendReferral } from '../core/referral/send.ts';
import { rounded, table } from './figures.ts';
import type { Ground, Stood } from './ground.ts';

const referrals = 400;
const warmUp = 50;

/** A statement as it went over the wire. */
interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Referrals a second through the door, one commit each, against the very same statements in a loop over a bare `pg`
 * client: recorded from our own run, replayed on an equal copy of the database.
 */
export async function benchReferrals(ground: Ground): Promise<void> {
  const begun = await ground.seeded();
  const drafts = await preparedDrafts(await ground.open(begun));
  const [recorded, ours, raw] = [await ground.copy(begun), await ground.copy(begun), await ground.copy(begun)];

  const statements = await record(await ground.open(recorded), drafts);
  const alone = await perSecond(await ground.open(ours), drafts);
  const loop = await replay(raw, statements);
  process.stdout.write(`Referrals, one after the other, one commit each (${drafts.length - warmUp} measured)\n\n`);
  process.stdout.write(
    `${table(
      ['', 'a second', 'against raw pg', 'goal'],
      [
        ['Tryeza, through the door', rounded(alone), rounded(alone / loop, 2), '≥ 0.6'],
        [`raw pg, the same ${statements[0]?.length ?? 0} statements`, rounded(loop), '1.00', ''],
      ],
    )}\n\n`,
  );
}

async function preparedDrafts(stood: Stood): Promise<string[]> {
  const teacher = stood.people.get('teacher') ?? '';
  const drafts: string[] = [];
  for (let index = 0; index < referrals + warmUp; index += 1) {
    const { draftId } = await stood.door.through(beginDraft, teacher, { form: 'e-1' });
    const answers = {
      danger: 'no',
      where: `Rruga ${index}`,
      what: `Arsyeja ${index}`,
      identifiedAt: '2026-01-05T08:00:00.000Z',
      childName: `Fëmija ${index} Provë${index}`,
    };
    await stood.door.through(answerDraft, teacher, { draftId, answers });
    drafts.push(draftId);
  }
  await stood.close();
  return drafts;
}

async function perSecond(stood: Stood, drafts: readonly string[]): Promise<number> {
  const teacher = stood.people.get('teacher') ?? '';
  for (const draftId of drafts.slice(0, warmUp)) await stood.door.through(sendReferral, teacher, { draftId });
  const started = performance.now();
  for (const draftId of drafts.slice(warmUp)) await stood.door.through(sendReferral, teacher, { draftId });
  const seconds = (performance.now() - started) / 1000;
  await stood.close();
  return (drafts.length - warmUp) / seconds;
}

/** Every statement of every referral, in order. */
async function record(stood: Stood, drafts: readonly string[]): Promise<Statement[][]> {
  const teacher = stood.people.get('teacher') ?? '';
  const all: Statement[][] = [];
  const query = pg.Client.prototype.query;
  let current: Statement[] = [];
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first, values] = args;
    if (typeof first === 'string') current.push({ text: first, values: Array.isArray(values) ? values : [] });
    else if (first && typeof first === 'object' && 'text' in first) {
      const config = first as { text: string; values?: unknown[] };
      current.push({ text: config.text, values: config.values ?? (Array.isArray(values) ? values : []) });
    }
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    for (const draftId of drafts) {
      current = [];
      await stood.door.through(sendReferral, teacher, { draftId });
      all.push(current);
    }
  } finally {
    pg.Client.prototype.query = query;
  }
  await stood.close();
  return all;
}

async function replay(url: string, statements: readonly (readonly Statement[])[]): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const run = async (referral: readonly Statement[]) => {
    for (const { text, values } of referral) await client.query(text, [...values]);
  };
  for (const referral of statements.slice(0, warmUp)) await run(referral);
  const started = performance.now();
  for (const referral of statements.slice(warmUp)) await run(referral);
  const seconds = (performance.now() - started) / 1000;
  await client.end();
  return (statements.length - warmUp) / seconds;
}
