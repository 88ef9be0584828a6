import { z } from 'zod';
import { assignManager } from '../core/case/assign-manager.ts';
import { caseNumber, caseShape, presentCase, tagOf, visibleCase } from './cases.ts';
import { onceForKey } from './idempotency.ts';
import { problem } from './problem.ts';
import { askerIn } from './request.ts';
import { json, parsed, problems, type Route } from './route.ts';

export const assignmentShape = z.strictObject({ managerId: z.uuid() }).meta({ id: 'Assignment' });

/** Headers that every POST takes. */
export const postHeaders = z.object({
  'Idempotency-Key': z.string().max(100).optional().meta({ description: 'The same key again gets the same answer.' }),
  'If-Match': z.string().optional().meta({ description: 'ETag of what was read.' }),
});

export const assignmentRoute: Route = {
  method: 'post',
  path: '/cases/{number}/assignment',
  about: {
    summary: 'Gives the case to a case manager',
    requestParams: { path: caseNumber, header: postHeaders },
    requestBody: { content: { 'application/json': { schema: assignmentShape } }, required: true },
    responses: { 201: json(caseShape, 'The case as it is now.'), ...problems(403, 404, 409, 412, 422) },
  },
  answer: (parts) => async (req, res) => {
    const actor = askerIn(res);
    const { managerId } = parsed(assignmentShape, req.body ?? {});
    const answered = await onceForKey(parts, req, actor.id, async () => {
      const found = await visibleCase(parts, actor, req.params['number']);
      const expected = req.get('if-match');
      if (expected && expected !== '*' && expected !== tagOf(presentCase(found))) throw problem('changed-meanwhile');
      await parts.door.through(assignManager, actor.id, { caseId: found.id, managerId });
      const now = await parts.store.case.findUniqueOrThrow({ where: { id: found.id } });
      return { status: 201, body: presentCase(now) };
    });
    res.status(answered.status).set('ETag', tagOf(answered.body)).json(answered.body);
  },
};
