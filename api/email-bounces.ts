import { type Request, type Response, text } from 'express';
import { z } from 'zod';
import { closeBounced } from '../core/account/email-bounce.ts';
import { readBounceReport } from '../core/account/email-report.ts';
import { refused } from '../core/errors.ts';
import { may } from '../core/permission.ts';
import { problem } from './problem.ts';
import { askerIn } from './request.ts';
import { json, problems, type Route } from './route.ts';

const bounceShape = z.object({ outcome: z.enum(['closed', 'known', 'nothing']) }).meta({
  id: 'Bounce',
  description: '`closed`: no mail goes there any more. `known`: that was so already. `nothing`: it is only late.',
});

const mail = z.string().meta({ description: 'The mail that came back, with its headers, as the mail server got it.' });
const taken = ['message/rfc822', 'text/plain'];
const readText = text({ type: taken, limit: '256kb' });

export const emailBouncesRoute: Route = {
  method: 'post',
  path: '/email-bounces',
  about: {
    summary: 'Hands over a mail of ours that came back (RFC 3464)',
    requestBody: {
      content: { 'message/rfc822': { schema: mail }, 'text/plain': { schema: mail } },
      required: true,
    },
    responses: {
      200: json(bounceShape, 'What became of it. The same mail again changes nothing.'),
      ...problems(403, 422),
    },
  },
  answer: (parts) => async (req, res) => {
    const actor = askerIn(res);
    const officeIds = actor.held.map((held) => held.officeId);
    if (!may(actor, 'account.close-bounced', { officeIds })) throw refused('not-allowed');
    const report = readBounceReport(await bodyOf(req, res));
    if (!report) throw refused('input-invalid', { field: 'body' });
    const { failed, messageId } = report;
    const outcome = failed ? await parts.door.through(closeBounced, actor.id, { messageId }) : 'nothing';
    res.json({ outcome });
  },
};

async function bodyOf(req: Request, res: Response): Promise<string> {
  if (!req.is(taken)) throw problem('media-type');
  await new Promise<void>((resolve, reject) => {
    readText(req, res, (fault?: unknown) => (fault ? reject(fault) : resolve()));
  });
  return typeof req.body === 'string' ? req.body : '';
}
