import { z } from 'zod';
import type { Limit } from '../core/obligations/calendar.ts';
import { rules } from '../core/obligations/register.ts';
import type { Rule, Step } from '../core/obligations/rule.ts';
import { lastSeen, listOf, page, paging } from './listing.ts';
import { json, parsed, problems, type Route } from './route.ts';

const step = z.object({
  at: z.string().meta({ description: 'From the start or the limit: `start+12h`, `due-1h`, `due`.' }),
  to: z.array(z.string()).meta({ description: 'Roles.' }),
});

export const ruleShape = z
  .object({
    id: z.string(),
    pack: z.string(),
    kind: z.enum(['D', 'R', 'C', 'T']).meta({ description: 'Deadline, recurring, condition, term.' }),
    authority: z.enum(['regulation', 'law', 'guide', 'local-plan', 'office-policy']),
    document: z.string().meta({ description: 'File name of the source.' }),
    source: z.string().meta({ description: 'Article or lines.' }),
    quote: z.string().meta({ description: 'Its words.' }),
    trigger: z.string().meta({ description: 'Kind of the fact that starts it.' }),
    owner: z.string().meta({ description: 'The role whose duty it is.' }),
    limit: z.string().meta({ description: 'ISO 8601 duration, or `without-delay`.' }),
    recurrence: z.string().nullable().meta({ description: 'ISO 8601 duration; null when it comes once.' }),
    reminders: z.array(step).meta({ description: 'To the owner.' }),
    escalation: z.array(step).meta({ description: 'To others.' }),
  })
  .meta({ id: 'Rule', description: 'A limit as data, with the words it comes from.' });
export type PresentedRule = z.infer<typeof ruleShape>;

export const presentRule = (rule: Rule): PresentedRule => ({
  id: rule.id,
  pack: rule.pack,
  kind: rule.kind,
  authority: rule.authority,
  document: rule.document,
  source: rule.source,
  quote: rule.quote,
  trigger: rule.starts,
  owner: rule.owner,
  limit: durationOf(rule.limit),
  recurrence: null,
  reminders: stepsTo(rule.ladder, (role) => role === rule.owner),
  escalation: stepsTo(rule.ladder, (role) => role !== rule.owner),
});

function durationOf(limit: Limit): string {
  if (limit === 'without-delay') return limit;
  if ('hours' in limit) return `PT${limit.hours}H`;
  if ('days' in limit) return `P${limit.days}D`;
  return 'months' in limit ? `P${limit.months}M` : `P${limit.years}Y`;
}

const stepsTo = (ladder: readonly Step[], meant: (role: string) => boolean) =>
  ladder.map(({ at, to }) => ({ at, to: to.filter(meant) })).filter(({ to }) => to.length > 0);

const byRule = z.tuple([z.string()]);

export const rulesRoute: Route = {
  method: 'get',
  path: '/rules',
  about: {
    summary: 'All rules of all packs',
    requestParams: { query: paging },
    responses: { 200: json(listOf(ruleShape), 'A page of rules.'), ...problems(422) },
  },
  answer: () => (req, res) => {
    const { limit, cursor } = parsed(paging, req.query);
    const after = lastSeen(cursor, byRule);
    const from = after ? rules.findIndex((rule) => rule.id === after[0]) + 1 : 0;
    const rows = rules.slice(from, from + limit + 1);
    res.json(page(rows, limit, { keyOf: (rule) => [rule.id], present: presentRule }));
  },
};
