import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import { caseStates, stateOf, visibleCases } from '../core/case/read.ts';
import { refused } from '../core/errors.ts';
import type { Case } from '../prisma/client/generated/client.ts';
import { byTime, lastSeen, listOf, page, paging } from './listing.ts';
import type { ApiParts } from './parts.ts';
import { askerIn } from './request.ts';
import { json, parsed, problems, type Route } from './route.ts';

const instant = z.iso.datetime();

export const caseShape = z
  .object({
    number: z.string().regex(/^[A-Z]{2,4}-\d{4}-\d{4,}$/),
    state: z.enum(caseStates),
    danger: z.boolean(),
    risk: z.string().nullable(),
    managerId: z.uuid().nullable(),
    assistantId: z.uuid().nullable(),
    identifiedAt: instant,
    referredAt: instant,
    registeredAt: instant.nullable(),
    assignedAt: instant.nullable(),
    acceptedAt: instant.nullable(),
    openedAt: instant.nullable(),
    closedAt: instant.nullable(),
  })
  .meta({ id: 'Case', description: 'The work on one child. Nothing in it says who the child is.' });

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export const presentCase = (row: Case): z.infer<typeof caseShape> => ({
  number: row.number,
  state: stateOf(row),
  danger: row.danger,
  risk: row.risk,
  managerId: row.managerId,
  assistantId: row.assistantId,
  identifiedAt: row.identifiedAt.toISOString(),
  referredAt: row.referredAt.toISOString(),
  registeredAt: iso(row.registeredAt),
  assignedAt: iso(row.assignedAt),
  acceptedAt: iso(row.acceptedAt),
  openedAt: iso(row.openedAt),
  closedAt: iso(row.closedAt),
});

/** Changes whenever something in the presented case does. */
export const tagOf = (presented: object): string =>
  `"${createHash('sha256').update(JSON.stringify(presented)).digest('base64url').slice(0, 22)}"`;

/** The case of that number. One that the person may not know of does not exist. */
export async function visibleCase({ store }: Pick<ApiParts, 'store'>, actor: Actor, number: unknown): Promise<Case> {
  const read = caseShape.shape.number.max(30).safeParse(number);
  const row = read.success
    ? await store.case.findFirst({ where: { AND: [{ number: read.data }, visibleCases(actor)] } })
    : null;
  if (!row) throw refused('case-not-found');
  return row;
}

export const casesRoute: Route = {
  method: 'get',
  path: '/cases',
  about: {
    summary: 'Cases that this person may know of',
    requestParams: { query: paging },
    responses: { 200: json(listOf(caseShape), 'A page of cases.'), ...problems(422) },
  },
  answer: (parts) => async (req, res) => {
    const { limit, cursor } = parsed(paging, req.query);
    const after = lastSeen(cursor, byTime);
    const older = after && { OR: [{ referredAt: { lt: after[0] } }, { referredAt: after[0], id: { lt: after[1] } }] };
    const rows = await parts.store.case.findMany({
      where: { AND: [visibleCases(askerIn(res)), older ?? {}] },
      orderBy: [{ referredAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    const keyOf = (row: Case) => [row.referredAt.toISOString(), row.id];
    res.json(page(rows, limit, { keyOf, present: presentCase }));
  },
};

export const caseNumber = z.object({ number: caseShape.shape.number });

export const caseRoute: Route = {
  method: 'get',
  path: '/cases/{number}',
  about: {
    summary: 'One case',
    requestParams: { path: caseNumber },
    responses: { 200: json(caseShape, 'The case. Its ETag fits If-Match.'), ...problems(404) },
  },
  answer: (parts) => async (req, res) => {
    const presented = presentCase(await visibleCase(parts, askerIn(res), req.params['number']));
    res.set('ETag', tagOf(presented)).json(presented);
  },
};
