import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { refused } from '../core/errors.ts';
import type { ApiParts } from './parts.ts';
import { problemShape } from './problem.ts';

/** A route of /api/v1: what the document says of it and what it does, side by side. */
export interface Route {
  readonly method: 'get' | 'post';
  /** As OpenAPI writes it: `/cases/{number}`. */
  readonly path: `/${string}`;
  readonly about: ZodOpenApiOperationObject;
  readonly answer: (parts: ApiParts) => (req: Request, res: Response) => Promise<void> | void;
}

export const patternOf = ({ path }: Route): string => path.replace(/\{(\w+)\}/g, ':$1');

export function handlerOf(route: Route, parts: ApiParts): RequestHandler {
  const answer = route.answer(parts);
  return (req, res) => {
    // Where a thrown answer is logged, Express has forgotten which router it came from.
    res.locals['route'] = `${req.baseUrl}${patternOf(route)}`;
    return answer(req, res);
  };
}

/** What does not fit is named by its field, never by its value. */
export function parsed<T>(shape: z.ZodType<T>, value: unknown): T {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const unknown = issue?.code === 'unrecognized_keys';
  throw refused('input-invalid', { field: unknown ? '' : String(issue?.path.join('.') ?? '') });
}

export const json = (schema: z.ZodType, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

const problemAnswer = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemShape } },
});

/** The problems that a route can answer with, beside the missing token. */
export function problems(...statuses: (403 | 404 | 409 | 412 | 422)[]) {
  const words = {
    401: 'No valid token.',
    403: 'Not allowed to this person.',
    404: 'There is no such thing, or it may not be known to this person.',
    409: 'It does not fit with what happened before.',
    412: 'It changed since it was read.',
    422: 'The request does not fit.',
  } as const;
  return Object.fromEntries(([401, ...statuses] as const).map((status) => [status, problemAnswer(words[status])]));
}
