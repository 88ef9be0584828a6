import type { Redis } from 'ioredis';
import type { KillableHouse } from '../support/killable-house.ts';
import { LeakSearch } from '../support/leak-search.ts';
import type { SlackOffice } from '../support/slack-office.ts';

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
  readonly office: SlackOffice;
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
  readonly asked: number;
}

export const markOf = ({ house, office }: Outside): Mark => ({
  written: house.output().length,
  requests: office.telegram.log.length,
  asked: office.slack.log.length,
});

export async function searchOutside(
  outside: Outside,
  since: Mark = { written: 0, requests: 0, asked: 0 },
): Promise<LeakSearch> {
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
  // What Slack was asked and answered: messages, windows, the desk.
  for (const { method, path, headers, body } of office.slack.log.slice(since.asked)) {
    // The platform's own address of a file bears the name that the person's device gave it.
    if (method !== 'download') search.look(`slack ${method} path`, path);
    search.look(`slack ${method} headers`, JSON.stringify(headers));
    search.look(`slack ${method} body`, body);
    search.look(`slack ${method} body`, decoded(body));
  }
  return search;
}

/** A form body as the platform reads it: its fields without the percent signs. */
const decoded = (body: string): string => [...new URLSearchParams(body)].flat().join('\n');
