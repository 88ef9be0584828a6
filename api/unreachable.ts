import { z } from 'zod';
import { refused } from '../core/errors.ts';
import { unreachableIn } from '../core/outbox/unreachable-people.ts';
import { may } from '../core/permission.ts';
import { byTime, lastSeen, listOf, page, paging } from './listing.ts';
import { askerIn } from './request.ts';
import { json, parsed, problems, type Route } from './route.ts';

export const unreachableShape = z
  .object({
    personId: z.uuid(),
    role: z.string(),
    since: z.iso.datetime(),
    owed: z.number().int().meta({ description: 'Messages that wait.' }),
    channels: z.array(
      z.object({
        channel: z.string(),
        deadReason: z
          .string()
          .nullable()
          .meta({ description: 'A code: blocked, deactivated, bounced, channel-off, …' }),
      }),
    ),
  })
  .meta({
    id: 'Unreachable',
    description: 'Somebody of the office who has no chat, or none any more. Reporters are not listed.',
  });

export const unreachableRoute: Route = {
  method: 'get',
  path: '/unreachable',
  about: {
    summary: 'People of the offices of this person who cannot be reached',
    requestParams: { query: paging },
    responses: { 200: json(listOf(unreachableShape), 'A page of people.'), ...problems(403, 422) },
  },
  answer: (parts) => async (req, res) => {
    const { limit, cursor } = parsed(paging, req.query);
    const actor = askerIn(res);
    const own = [...new Set(actor.held.map((held) => held.officeId))];
    const officeIds = own.filter((id) => may(actor, 'person.list-unreachable', { officeIds: [id] }));
    if (officeIds.length === 0) throw refused('not-allowed');
    const seen = lastSeen(cursor, byTime);
    const after = seen && { since: new Date(seen[0]), personId: seen[1] };
    const rows = await unreachableIn(parts.store, officeIds, { now: parts.clock.now(), most: limit + 1, after });
    res.json(
      page(rows, limit, {
        keyOf: (row) => [row.since.toISOString(), row.personId],
        present: ({ personId, role, since, owed, channels }): z.infer<typeof unreachableShape> => ({
          personId,
          role,
          since: since.toISOString(),
          owed,
          channels: [...channels],
        }),
      }),
    );
  },
};
