import type { Redis } from 'ioredis';
import type pg from 'pg';
import { foldName } from '../../core/vault.ts';

/** Where something planted was found: the place, and in which writing. Never the text around it. */
export interface Leak {
  readonly place: string;
  readonly writing: string;
}

interface Needle {
  readonly writing: string;
  readonly bytes: Buffer;
}

/**
 * Looks for planted words in everything that is not the vault: raw, in small letters, folded, in Cyrillic, as base64 at
 * each of its three alignments, as hex, percent-encoded and with JSON escapes.
 */
export class LeakSearch {
  readonly #needles: readonly Needle[];
  readonly leaks: Leak[] = [];
  /** How many places were looked at: a search that looked nowhere proves nothing. */
  places = 0;

  /** @param planted words long and odd enough to stand nowhere by chance. */
  constructor(planted: readonly string[]) {
    this.#needles = planted.flatMap(writingsOf);
  }

  look(place: string, what: string | Uint8Array): void {
    this.places += 1;
    const bytes = typeof what === 'string' ? Buffer.from(what) : Buffer.from(what);
    const small = Buffer.from(bytes.toString('utf8').toLowerCase());
    for (const needle of this.#needles) {
      if (bytes.includes(needle.bytes) || small.includes(needle.bytes)) {
        this.leaks.push({ place, writing: needle.writing });
      }
    }
  }

  /** Every column of every table, the queue's included: as text, and bytes as they are. */
  async database(pool: pg.Pool): Promise<void> {
    const { rows: tables } = await pool.query<{ schema: string; name: string }>(
      `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2`,
    );
    for (const { schema, name } of tables) {
      const { rows } = await pool.query<Record<string, unknown>>(`SELECT * FROM "${schema}"."${name}"`);
      this.places += 1;
      for (const row of rows) {
        for (const [column, value] of Object.entries(row)) {
          if (value === null) continue;
          this.look(`${schema}.${name}.${column}`, value instanceof Uint8Array ? value : asText(value));
        }
      }
    }
  }

  /** Every key and what it holds, as Redis itself would write it down. */
  async redis(redis: Redis): Promise<void> {
    for (const key of await redis.keys('*')) {
      this.look(`redis ${key.split(':').slice(0, 2).join(':')}`, key);
      const held = await redis.dumpBuffer(key);
      // DUMP packs long texts: read what has a plain form as well.
      if (held) this.look(`redis dump ${key.split(':').slice(0, 2).join(':')}`, held);
      const type = await redis.type(key);
      if (type === 'hash') this.look(`redis hash`, JSON.stringify(await redis.hgetall(key)));
      if (type === 'string') this.look(`redis string`, (await redis.get(key)) ?? '');
      if (type === 'list') this.look(`redis list`, JSON.stringify(await redis.lrange(key, 0, -1)));
      if (type === 'zset') this.look(`redis zset`, JSON.stringify(await redis.zrange(key, '0', '-1')));
      if (type === 'stream') this.look(`redis stream`, JSON.stringify(await redis.xrange(key, '-', '+')));
    }
  }
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : value instanceof Date ? value.toISOString() : JSON.stringify(value, bigAsText);

const bigAsText = (_key: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);

function writingsOf(planted: string): Needle[] {
  const forms: readonly (readonly [string, string])[] = [
    ['raw', planted],
    ['small letters', planted.toLowerCase()],
    ['folded', foldName(planted).join(' ')],
    ['without accents', planted.normalize('NFD').replace(/\p{M}/gu, '')],
    ['Cyrillic', cyrillic(planted)],
    ['percent-encoded', encodeURIComponent(planted)],
    [
      'JSON escapes',
      JSON.stringify(planted)
        .slice(1, -1)
        .replace(/[\u0080-\uffff]/g, escaped),
    ],
    ['hex', Buffer.from(planted).toString('hex')],
  ];
  const texts = forms.map(([writing, text]) => ({ writing, bytes: Buffer.from(text) }));
  return [...texts, ...[0, 1, 2].map((shift) => ({ writing: `base64 at ${shift}`, bytes: base64At(planted, shift) }))];
}

const escaped = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** What stands in any base64 of any text that holds this one, whatever comes before and after. */
function base64At(planted: string, shift: number): Buffer {
  const written = Buffer.concat([Buffer.alloc(shift), Buffer.from(planted)])
    .toString('base64')
    .replace(/=+$/, '');
  const from = shift === 0 ? 0 : shift + 1;
  return Buffer.from(written.slice(from, Math.floor(written.length / 4) * 4 - 2));
}

const latin = ['nj', 'lj', 'dž', ...'abvgdđežzijklmnoprstćufhcčš'];
const serbian = ['њ', 'љ', 'џ', ...'абвгдђежзијклмнопрстћуфхцчш'];

function cyrillic(planted: string): string {
  return latin.reduce(
    (text, letter, index) => text.replaceAll(letter, serbian[index] ?? letter),
    planted.toLowerCase(),
  );
}
