import { z } from 'zod';
import { byId, lastSeen, listOf, page, paging } from './listing.ts';
import { askerIn } from './request.ts';
import { json, parsed, problems, type Route } from './route.ts';

export const placeShape = z
  .object({ id: z.uuid(), code: z.string(), name: z.string(), office: z.string() })
  .meta({ id: 'Place', description: 'Where a meeting can be: picked from the list of the office.' });

export const placesRoute: Route = {
  method: 'get',
  path: '/places',
  about: {
    summary: 'Places of the offices of this person',
    requestParams: { query: paging },
    responses: { 200: json(listOf(placeShape), 'A page of places.'), ...problems(422) },
  },
  answer: (parts) => async (req, res) => {
    const { limit, cursor } = parsed(paging, req.query);
    const after = lastSeen(cursor, byId);
    const rows = await parts.store.place.findMany({
      where: {
        officeId: { in: askerIn(res).held.map((held) => held.officeId) },
        ...(after ? { id: { lt: after[0] } } : {}),
      },
      include: { office: true },
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
    res.json(
      page(rows, limit, {
        keyOf: (row) => [row.id],
        present: ({ id, code, name, office }) => ({ id, code, name, office: office.code }),
      }),
    );
  },
};
