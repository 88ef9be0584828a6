import { z } from 'zod';
import { refused } from '../core/errors.ts';
import { may } from '../core/permission.ts';
import { openName } from '../core/vault-store.ts';
import { byTime, lastSeen, listOf, page, paging } from './listing.ts';
import { askerIn } from './request.ts';
import { json, parsed, problems, type Route } from './route.ts';

export const personShape = z
  .object({
    id: z.uuid(),
    name: z.string().nullable(),
    locale: z.string(),
    roles: z.array(z.object({ role: z.string(), seat: z.string().nullable(), office: z.string() })),
  })
  .meta({
    id: 'Person',
    description: 'Somebody who works in an office or sits at its table. Reporters are not listed.',
  });

export const peopleRoute: Route = {
  method: 'get',
  path: '/people',
  about: {
    summary: 'People of the offices of this person',
    requestParams: { query: paging },
    responses: { 200: json(listOf(personShape), 'A page of people.'), ...problems(403, 422) },
  },
  answer: (parts) => async (req, res) => {
    const { limit, cursor } = parsed(paging, req.query);
    const actor = askerIn(res);
    const own = [...new Set(actor.held.map((held) => held.officeId))];
    const officeIds = own.filter((id) => may(actor, 'person.list', { officeIds: [id] }));
    if (officeIds.length === 0) throw refused('not-allowed');
    const now = parts.clock.now();
    // Who reports is protected like the child: a reporter's name has a right of its own.
    const held = {
      officeId: { in: officeIds },
      role: { not: 'reporter' },
      fromAt: { lte: now },
      OR: [{ untilAt: null }, { untilAt: { gt: now } }],
    };
    const after = lastSeen(cursor, byTime);
    const rows = await parts.store.person.findMany({
      where: {
        deactivatedAt: null,
        roles: { some: held },
        ...(after ? { OR: [{ createdAt: { lt: after[0] } }, { createdAt: after[0], id: { lt: after[1] } }] } : {}),
      },
      include: { roles: { where: held, include: { office: true }, orderBy: { id: 'asc' } } },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    res.json(
      page(rows, limit, {
        keyOf: (row) => [row.createdAt.toISOString(), row.id],
        present: (row) => ({
          id: row.id,
          name: row.sealedName ? openName(parts.keyring, row.id, row.sealedName) : null,
          locale: row.locale,
          roles: row.roles.map(({ role, seat, office }) => ({ role, seat, office: office.code })),
        }),
      }),
    );
  },
};
