import { z } from 'zod';
import type { Fact } from '../prisma/client/generated/client.ts';
import { caseShape, visibleCase } from './cases.ts';
import { bySequence, lastSeen, listOf, page } from './listing.ts';
import { ofCase } from './obligations.ts';
import { askerIn } from './request.ts';
import { json, parsed, problems, type Route } from './route.ts';

const code = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const factShape = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    case: caseShape.shape.number,
    subject: z.object({ type: z.string(), id: z.uuid() }),
    happenedAt: z.iso.datetime(),
    recordedAt: z.iso.datetime(),
    by: z.uuid().nullable().meta({ description: 'Person id; null for the passing of time.' }),
    voids: z.uuid().nullable().meta({ description: 'The fact that this one takes back.' }),
    detail: z.record(z.string(), code).meta({ description: 'Codes and ids.' }),
  })
  .meta({ id: 'Fact', description: 'What happened. Never changed: a mistake is voided by another fact.' });

export const factsRoute: Route = {
  method: 'get',
  path: '/facts',
  about: {
    summary: 'The timeline of one case',
    requestParams: { query: ofCase },
    responses: { 200: json(listOf(factShape), 'A page of facts.'), ...problems(404, 422) },
  },
  answer: (parts) => async (req, res) => {
    const { limit, cursor, case: number } = parsed(ofCase, req.query);
    const found = await visibleCase(parts, askerIn(res), number);
    const after = lastSeen(cursor, bySequence);
    const rows = await parts.store.fact.findMany({
      where: { caseId: found.id, ...(after ? { seq: { lt: BigInt(after[0]) } } : {}) },
      orderBy: { seq: 'desc' },
      take: limit + 1,
    });
    const present = (row: Fact): z.infer<typeof factShape> => ({
      id: row.id,
      kind: row.kind,
      case: found.number,
      subject: { type: row.subjectType, id: row.subjectId },
      happenedAt: row.happenedAt.toISOString(),
      recordedAt: row.recordedAt.toISOString(),
      by: row.byId,
      voids: row.voidsId,
      detail: row.detail as Record<string, z.infer<typeof code>>,
    });
    res.json(page(rows, limit, { keyOf: (row) => [String(row.seq)], present }));
  },
};
