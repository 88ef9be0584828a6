import { randomBytes } from 'node:crypto';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { brokenAt } from '../../core/audit.ts';
import { makeVaultKey, openKeyring } from '../../core/vault.ts';
import { takeBackup } from '../../prisma/backup.ts';
import { BackupError } from '../../prisma/backup-error.ts';
import { checkBackup } from '../../prisma/backup-file.ts';
import { openStore } from '../../prisma/client.ts';
import { databaseAt, dropDatabase, ensureDatabase, once } from '../../prisma/database.ts';
import { MIGRATIONS } from '../../prisma/migration-folder.ts';
import { restoreBackup } from '../../prisma/restore.ts';
import { isEmpty, isMissing } from '../../prisma/restore-ground.ts';
import { runCommand } from '../core/vault/run-command.ts';
import { aDatabase, type TestDatabase } from '../support/database.ts';
import { type KillableHouse, startHouse } from '../support/killable-house.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const vaultKey = makeVaultKey();
const keys = openKeyring(vaultKey).all.map(({ id }) => id);
const takenAt = new Date('2026-11-22T12:00:00.000Z');

let folder: string;
const made: string[] = [];
/** The address of a database that is not there yet. */
const another = () => {
  const url = databaseAt(inject('template'), `restored_${randomBytes(6).toString('hex')}`);
  made.push(url);
  return url;
};
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tryeza-backup-'));
});
afterAll(async () => {
  for (const url of made) await dropDatabase(url);
  await rm(folder, { recursive: true, force: true });
});
const aFile = () => path.join(folder, `${randomBytes(4).toString('hex')}.tryeza`);

const query = async <Row extends object>(url: string, sql: string, values: unknown[] = []): Promise<Row[]> =>
  (await once(url, (client) => client.query<Row>(sql, values))).rows;

const refusal = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'done',
    (fault: unknown) => {
      if (fault instanceof BackupError) return fault.message;
      throw fault;
    },
  );

describe('a backup', () => {
  let database: TestDatabase;
  let file: string;
  /** What COPY has to write with care. */
  const awkward = 'a\tb\\N\n\\.\r\n"quote\' Ђурђа ë 🏠 \u0001 ';

  beforeAll(async () => {
    database = await aDatabase();
    const id = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
    await once(database.url, async (client) => {
      await client.query('INSERT INTO municipality (id, name, country, zone) VALUES ($1, $2, $3, $4)', [
        id(1),
        awkward,
        'XK',
        '',
      ]);
      await client.query(
        `INSERT INTO office (id, municipality_id, code, name, settings) VALUES ($1, $2, 'QAB', 'QPS', $3)`,
        [id(2), id(1), JSON.stringify({ [awkward]: [null, 1.5, awkward] })],
      );
      await client.query(
        `INSERT INTO machine_state (name, value) VALUES ($1, 'null'), ('B', '1'), ('a', '2'), ('ë', '3')`,
        [awkward],
      );
      await client.query(`INSERT INTO child (id, sealed_identity) VALUES ($1, $2)`, [id(3), randomBytes(3_000_000)]);
      await client.query(
        `INSERT INTO fact (id, subject_type, subject_id, kind, happened_at, recorded_at)
         SELECT gen_random_uuid(), 'case', gen_random_uuid(), 'case.referred', now(), now() FROM generate_series(1, 500)`,
      );
    });
    file = aFile();
    await takeBackup({ url: database.url, file, version: '1.2.3', takenAt });
  });
  afterAll(() => database?.drop());

  test('is readable by its owner alone, stands under its name only when it is whole, and takes no other’s place', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await refusal(takeBackup({ url: database.url, file, version: '1', takenAt }))).toMatch(/there already/);
    expect(
      await refusal(takeBackup({ url: databaseAt(database.url, 'postgres'), file: `${file}2`, version: '1', takenAt })),
    ).toMatch(/not one of Tryeza/);
    expect((await readdir(folder)).filter((name) => name.startsWith(path.basename(file)))).toEqual([
      path.basename(file),
    ]);
  });

  test('says what is in it without a database', async () => {
    const { how, written } = await runCommand('prisma/restore.main.ts', [file, '--check'], {});
    expect(how).toBe(0);
    expect(written).toContain('fact: 500');
    expect(written).toContain('Taken 2026-11-22T12:00:00.000Z by Tryeza 1.2.3');
    expect(written).toContain('The backup is whole');
  });

  test('comes out of a restore as it went in, whatever stands in it; what is added goes on counting', async () => {
    const url = another();
    await restoreBackup({ file, url, keys });
    const again = aFile();
    await takeBackup({ url, file: again, version: '1.2.3', takenAt });
    expect((await checkBackup(again)).tables).toEqual((await checkBackup(file)).tables);
    const [municipality] = await query<{ name: string }>(url, 'SELECT name FROM municipality');
    expect(municipality?.name).toBe(awkward);
    const [fact] = await query<{ next: boolean }>(
      url,
      `INSERT INTO fact (id, subject_type, subject_id, kind, happened_at, recorded_at)
       VALUES (gen_random_uuid(), 'case', gen_random_uuid(), 'case.referred', now(), now())
       RETURNING seq > (SELECT max(seq) FROM fact) AS next`,
    );
    expect(fact?.next).toBe(true);
    await expect(query(url, 'DELETE FROM fact')).rejects.toThrow(/append-only/);
  });

  test('is refused by a database that holds anything, which stays as it is', async () => {
    const url = another();
    await ensureDatabase(url);
    await query(url, 'CREATE SCHEMA elsewhere');
    await query(url, 'CREATE TABLE elsewhere.kept (id int)');
    expect(await refusal(restoreBackup({ file, url, keys }))).toMatch(/not empty/);
    expect(await refusal(restoreBackup({ file, url: database.url, keys }))).toMatch(/not empty/);
    expect(await query(url, `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)).toEqual([]);
    expect(await query(database.url, 'SELECT 1 FROM municipality')).toHaveLength(1);
  });

  describe('that is damaged', () => {
    let url: string;
    let whole: Buffer;
    beforeEach(async () => {
      url = another();
      whole = await readFile(file);
    });
    const restored = async (bytes: Buffer) => {
      const other = aFile();
      await writeFile(other, bytes);
      const said = await refusal(restoreBackup({ file: other, url, keys }));
      expect(await isMissing(url)).toBe(true);
      return said;
    };

    test('cut anywhere, it is refused and no database is made', async () => {
      for (const at of [0, 1, 10, 1000, Math.floor(whole.length / 2), whole.length - 9, whole.length - 1]) {
        expect(await restored(whole.subarray(0, at)), `cut at ${at}`).toMatch(/damaged|cut|no backup/);
      }
    });

    test('changed anywhere, it is refused', async () => {
      const step = Math.floor(whole.length / 12);
      const plain = gunzipSync(whole);
      // Gzip can say the same in two ways, and some of its bytes (date, system) say nothing.
      const saysTheSame = (bytes: Buffer) => {
        try {
          return gunzipSync(bytes).equals(plain);
        } catch {
          return false;
        }
      };
      for (let at = 0; at < whole.length; at += step) {
        const other = Buffer.from(whole);
        other.writeUInt8(other.readUInt8(at) ^ 0x10, at);
        if (saysTheSame(other)) continue;
        expect(await restored(other), `changed at ${at}`).toMatch(/damaged|cut|no backup/);
      }
    });

    test('changed and packed again, it is refused by its hashes', async () => {
      const plain = gunzipSync(whole);
      for (const at of [3, 40, plain.indexOf('municipality'), plain.length - 30, plain.indexOf('case.referred')]) {
        const other = Buffer.from(plain);
        other.writeUInt8(other.readUInt8(at) ^ 1, at);
        expect(await restored(gzipSync(other)), `changed at ${at}`).toMatch(/damaged|cut|no backup/);
      }
      expect(await restored(gzipSync(plain.subarray(0, plain.lastIndexOf('F'))))).toMatch(/cut|damaged/);
      expect(await restored(gzipSync(Buffer.concat([plain, plain])))).toMatch(/damaged/);
      expect(await restored(gzipSync(Buffer.from('{"a":1}'.repeat(10))))).toMatch(/no backup/);
      expect(await refusal(restoreBackup({ file: `${file}.absent`, url, keys }))).toMatch(/cannot be read/);
    });
  });

  describe('of another version', () => {
    const folderWith = async (name: string, sql: string) => {
      const migrations = await mkdtemp(path.join(folder, 'migrations-'));
      await cp(MIGRATIONS, migrations, { recursive: true });
      await mkdir(path.join(migrations, name), { recursive: true });
      await writeFile(path.join(migrations, name, 'migration.sql'), sql);
      return migrations;
    };

    test('an older one is brought up to date', async () => {
      const newer = await folderWith(
        '20990101000000_more',
        `ALTER TABLE fact ADD COLUMN more text NOT NULL DEFAULT 'x';`,
      );
      const url = another();
      const log: string[] = [];
      await restoreBackup({ file, url, keys, folder: newer, log: (line) => log.push(line) });
      expect(log.at(-1)).toContain('20990101000000_more');
      expect(await query(url, `SELECT 1 FROM fact WHERE more = 'x'`)).toHaveLength(500);
    });

    test('a newer one, or one whose migrations differ, is refused', async () => {
      const newer = await folderWith('20990101000000_more', 'CREATE TABLE more (id int PRIMARY KEY);');
      const url = another();
      await restoreBackup({ file, url, keys, folder: newer });
      const fromNewer = aFile();
      await takeBackup({ url, file: fromNewer, version: '9.0.0', takenAt });
      const target = another();
      expect(await refusal(restoreBackup({ file: fromNewer, url: target, keys }))).toMatch(/newer Tryeza/);
      await appendFile(path.join(newer, '20990101000000_more', 'migration.sql'), '-- changed\n');
      expect(await refusal(restoreBackup({ file: fromNewer, url: target, keys, folder: newer }))).toMatch(
        /is not the one/,
      );
      expect(await isMissing(target)).toBe(true);
    });

    test('when a newer migration fails, nothing is left behind', async () => {
      const broken = await folderWith('20990101000000_broken', 'ALTER TABLE no_such_table ADD COLUMN more text;');
      const url = another();
      await expect(restoreBackup({ file, url, keys, folder: broken })).rejects.toThrow(/20990101000000_broken/);
      expect(await isMissing(url)).toBe(true);
      await ensureDatabase(url);
      await expect(restoreBackup({ file, url, keys, folder: broken })).rejects.toThrow(/20990101000000_broken/);
      expect(await isEmpty(url)).toBe(true);
    });
  });
});

describe('the drill: a living office is backed up under load, its database is lost, and restored', () => {
  const redisUrl = inject('redis');
  let lost: TestDatabase;
  let url: string;
  let file: string;
  let house: KillableHouse | undefined;
  const before: string[] = [];

  const start = (database: string) =>
    startHouse({
      settings: {
        DATABASE_URL: database,
        VAULT_KEY: vaultKey,
        TRY_OUT: '1',
        PORT: '0',
        LOG_LEVEL: 'error',
        ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
      },
    });
  const post = (where: string, body: object, key: string = crypto.randomUUID()) =>
    fetch(`${house?.address}${where}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify(body),
    });
  type Shown = { id: string; text: string; template: string; buttons: { id: string; act: string }[] };
  const chat = async (persona: string, body: object): Promise<Shown[]> => {
    const answer = await post(`/try/chats/${persona}`, body);
    expect(answer.status).toBe(200);
    return (await answer.json()).messages;
  };
  const tap = async (persona: string, messages: Shown[], act: string) =>
    chat(persona, { button: messages.flatMap(({ buttons }) => buttons).find((one) => one.act === act)?.id ?? '' });
  const report = async (persona: string) => {
    await tap(persona, await chat(persona, { text: '/refer' }), 'choose:yes');
    for (const text of ['Rruga e Trimave 7', 'I dhunshëm', '044 123 456']) await chat(persona, { text });
  };
  const head = async (database: string) =>
    (
      await query<{ id: string }>(
        database,
        `SELECT a.id FROM channel_account a JOIN role r ON r.person_id = a.person_id
       JOIN office o ON o.id = r.office_id AND o.code = 'QPR' WHERE r.role = 'head' AND a.channel = 'web'`,
      )
    )[0]?.id;
  const owed = `SELECT id FROM message WHERE account_id = $1 AND sent_at IS NULL AND cancelled_at IS NULL AND failed_at IS NULL`;
  let owedThen: string[] = [];

  beforeAll(async () => {
    lost = await aDatabase();
    url = another();
    file = aFile();
    house = await start(lost.url);
    // The platform has asked to wait: what the head is told stays owed.
    const account = await head(lost.url);
    await query(lost.url, `UPDATE channel_account SET paused_until = now() + interval '1 day' WHERE id = $1`, [
      account,
    ]);
    await report('teacher');
    await chat('doctor', { text: '/refer' });
    owedThen = (await query<{ id: string }>(lost.url, owed, [account])).map(({ id }) => id);
    expect(owedThen.length).toBeGreaterThan(0);

    let enough = false;
    let backupBegan = false;
    const load = ['manager-1', 'manager-2', 'intake', 'assistant'].map(async (persona) => {
      while (!enough) {
        const key = crypto.randomUUID();
        const { status } = await post(`/try/chats/${persona}`, { text: '/help' }, key);
        if (status === 200 && !backupBegan) before.push(key);
      }
    });
    while (before.length < 10) await new Promise((resolve) => setTimeout(resolve, 20));
    backupBegan = true;
    const backup = await runCommand('prisma/backup.main.ts', [file], { DATABASE_URL: lost.url });
    expect(backup).toMatchObject({ how: 0 });
    expect(backup.written).toContain('read back and whole');
    enough = true;
    await Promise.all(load);
    await house.kill();
    house = undefined;
    await lost.drop();
  });
  afterAll(async () => {
    await house?.kill();
  });

  test('under another key it is not restored, and it is said which key it needs', async () => {
    const wrong = await runCommand('prisma/restore.main.ts', [file, '--into', url], { VAULT_KEY: makeVaultKey() });
    expect(wrong.how).toBe(1);
    expect(wrong.written).toMatch(/VAULT_KEY does not open this backup: it was made under key [0-9a-f]{12}/);
    expect(wrong.written).toContain(keys[0]);
    expect(await isMissing(url)).toBe(true);
  });

  test('it is restored, opened and verified', async () => {
    const { how, written } = await runCommand('prisma/restore.main.ts', [file, '--into', url], { VAULT_KEY: vaultKey });
    expect(written).toContain('Restored: VAULT_KEY opens everything');
    expect(how).toBe(0);
    expect(written).not.toContain(vaultKey);
    expect(written).not.toContain(new URL(url).password);
  });

  test('nothing that was acknowledged before the backup is lost', async () => {
    const missing = await query(
      url,
      `SELECT key FROM unnest($1::text[]) AS key
       WHERE NOT EXISTS (SELECT 1 FROM inbox WHERE channel = 'web' AND external_id LIKE '%' || key || '%')`,
      [before],
    );
    expect(missing).toEqual([]);
    expect(await query(url, 'SELECT 1 FROM referral')).toHaveLength(1);
    expect(await query(url, `SELECT 1 FROM draft WHERE form = 'e-1' AND sent_at IS NULL`)).toHaveLength(1);
  });

  test('the program goes on with it: what was owed goes out once, and the clocks speak once', async () => {
    const account = await head(url);
    expect((await query<{ id: string }>(url, owed, [account])).map(({ id }) => id)).toEqual(
      expect.arrayContaining(owedThen),
    );
    await query(url, 'UPDATE channel_account SET paused_until = NULL');
    house = await start(url);
    expect((await post('/try/clock', { advance: 'PT30H' })).status).toBe(200);
    const shown = await query<{ id: string }>(url, 'SELECT id FROM web_chat WHERE id = ANY($1::uuid[])', [owedThen]);
    expect(shown.map(({ id }) => id).toSorted()).toEqual(owedThen.toSorted());
    const reminders = await query<{ times: number }>(
      url,
      `SELECT count(*)::int AS times FROM message WHERE obligation_id IS NOT NULL AND sent_at IS NOT NULL
       GROUP BY person_id, obligation_id, template`,
    );
    expect(reminders.length).toBeGreaterThan(0);
    expect(reminders.every(({ times }) => times === 1)).toBe(true);
    const told = await query(url, 'SELECT 1 FROM told');
    await post('/try/clock', { advance: 'PT1S' });
    expect(await query(url, 'SELECT 1 FROM told')).toHaveLength(told.length);
    await report('teacher');
    expect(await query(url, 'SELECT 1 FROM referral')).toHaveLength(2);
    await house.stop();
    house = undefined;
  });

  test('the audit goes on unbroken', async () => {
    const { prisma: store, close } = openStore({ url, max: 2 });
    const chains = await store.auditEntry.findMany({ distinct: ['chain'], select: { chain: true } });
    expect(chains.length).toBeGreaterThan(1);
    for (const { chain } of chains) expect(await brokenAt(store, chain), chain).toBe(null);
    await close();
  });
});
