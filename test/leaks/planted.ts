import type { Redis } from 'ioredis';
import type { KillableHouse } from '../support/killable-house.ts';
import { LeakSearch } from '../support/leak-search.ts';
import type { TelegramOffice } from '../support/telegram-office.ts';

/** Odd enough to stand nowhere by chance. */
export const planted = {
  child: 'Gjyljetëza Shpëtimçuni',
  sibling: 'Zymbylina Qershizade',
  contact: 'zëri.i.xhevahires@fshehur.example',
  address: 'Rruga Mbretëresha Teutë 7719',
  story: 'e rrahën me rripin ngjyrë gjelbërremë',
  suspect: 'Përparim Kryezhgënjyesi',
  workplace: 'Punishtja Çmenduriaku',
  assessment: 'fle mbi kartonat e vjetëruarthit',
  visit: 'gjyshja Xhylsimetja hapi derën',
  question: 'cila derë e rrethojëskës',
  answer: 'ajo përballë mullixhiut të vjetër',
  file: 'Fotoja e Lulëzimzades.jpg',
} as const;

/** Everything outside the vault that was written, sent or asked for. */
export interface Outside {
  readonly office: TelegramOffice;
  readonly house: KillableHouse;
  readonly redis: Redis | undefined;
  /** Addresses that were asked of the house, in the ordinary course. */
  readonly urls: string[];
  /** What it answered to what it refused. */
  readonly problems: string[];
  /** The text of `/metrics`. */
  metrics(): Promise<string>;
}

/** Where something was looked for that far before: only what came after is looked at again. */
export interface Mark {
  readonly written: number;
  readonly requests: number;
}

export const markOf = ({ house, office }: Outside): Mark => ({
  written: house.output().length,
  requests: office.telegram.log.length,
});

export async function searchOutside(outside: Outside, since: Mark = { written: 0, requests: 0 }): Promise<LeakSearch> {
  const { office, house, redis, urls, problems } = outside;
  const search = new LeakSearch(Object.values(planted));
  await search.database(office.pool);
  if (redis) await search.redis(redis);
  search.look('log', house.output().slice(since.written));
  search.look('metrics', await outside.metrics());
  for (const url of urls) search.look('address', url);
  for (const problem of problems) search.look('problem', problem);
  for (const { method, path, headers, body } of office.telegram.log.slice(since.requests)) {
    search.look(`telegram ${method} path`, path);
    search.look(`telegram ${method} headers`, JSON.stringify(headers));
    search.look(`telegram ${method} body`, body);
  }
  return search;
}
