import { z } from 'zod';
import { stageOf } from '../core/obligations/read.ts';
import { ruleOf } from '../core/obligations/register.ts';
import type { Obligation } from '../prisma/client/generated/client.ts';
import { caseShape, visibleCase } from './cases.ts';
import { byTime, lastSeen, listOf, page, paging } from './listing.ts';
import { askerIn } from './request.ts';
import { json, parsed, problems, type Route } from './route.ts';

export const ofCase = paging.extend({ case: z.string().meta({ description: 'Number of a case.' }) });

const stages = ['far', 'soon', 'due', 'overdue', 'met', 'late', 'waived', 'not-applicable'] as const;

export const obligationShape = z
  .object({
    id: z.uuid(),
    rule: z.string(),
    case: caseShape.shape.number,
    owner: z.string().meta({ description: 'The role whose duty it is.' }),
    startedAt: z.iso.datetime(),
    dueAt: z.iso.datetime(),
    stage: z.enum(stages),
    outcome: z.string().nullable().meta({ description: 'Null while it is open; met, late, waived, not-applicable.' }),
    closedAt: z.iso.datetime().nullable(),
    source: z.string(),
  })
  .meta({ id: 'Obligation', description: 'What is, or was, owed on a case by when.' });

export const obligationsRoute: Route = {
  method: 'get',
  path: '/obligations',
  about: {
    summary: 'Obligations of one case',
    requestParams: { query: ofCase },
    responses: { 200: json(listOf(obligationShape), 'A page of obligations.'), ...problems(404, 422) },
  },
  answer: (parts) => async (req, res) => {
    const { limit, cursor, case: number } = parsed(ofCase, req.query);
    const found = await visibleCase(parts, askerIn(res), number);
    const after = lastSeen(cursor, byTime);
    const older = after && { OR: [{ startedAt: { lt: after[0] } }, { startedAt: after[0], id: { lt: after[1] } }] };
    const rows = await parts.store.obligation.findMany({
      where: { AND: [{ caseId: found.id }, older ?? {}] },
      orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    const now = parts.clock.now();
    const municipality = await parts.store.municipality.findFirstOrThrow({
      where: { offices: { some: { id: found.officeId } } },
    });
    const present = (row: Obligation): z.infer<typeof obligationShape> => {
      const { owner, source } = ruleOf(row.rule);
      return {
        id: row.id,
        rule: row.rule,
        case: found.number,
        owner,
        startedAt: row.startedAt.toISOString(),
        dueAt: row.dueAt.toISOString(),
        stage: stageOf(row, now, { zone: municipality.zone }),
        outcome: row.outcome,
        closedAt: row.closedAt?.toISOString() ?? null,
        source,
      };
    };
    res.json(page(rows, limit, { keyOf: (row) => [row.startedAt.toISOString(), row.id], present }));
  },
};
