import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { cut, type faultList, hang } from './faults.ts';
import { methodNamed } from './methods.ts';
import type { Platform } from './platform.ts';
import { answerTo, Refusal, tooManyRequests } from './refusal.ts';
import { readParams } from './request-body.ts';

/**
 * One request as it came, for searches in the raw bytes. `status` is null while it is open and when the connection was
 * cut; `answer` is the body sent back (empty for downloads); `at` in ms.
 */
export type Logged = {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  status: number | null;
  answer: string;
  at: number;
};

type Needs = { platform: Platform; token: string; log: Logged[]; faults: ReturnType<typeof faultList> };

export function telegramServer({ platform, token, log, faults }: Needs): Server {
  return createServer(async (request, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const path = request.url ?? '/';
    const url = new URL(path, 'http://127.0.0.1');
    const [, root, name = ''] = /^\/(file\/)?bot[^/]*(?:\/(.*))?$/.exec(url.pathname) ?? [];
    const entry: Logged = {
      method: root ? 'download' : name,
      path,
      headers: request.headers,
      body: Buffer.alloc(0),
      status: null,
      answer: '',
      at: platform.now(),
    };
    log.push(entry);
    const answer = (status: number, body: unknown) => {
      if (response.destroyed) return;
      entry.status = status;
      entry.answer = typeof body === 'string' ? body : JSON.stringify(body);
      response
        .writeHead(status, { 'content-type': typeof body === 'string' ? 'text/html' : 'application/json' })
        .end(entry.answer);
    };
    try {
      entry.body = await bodyOf(request);
      const isOurs = url.pathname.startsWith(`/${root ?? ''}bot${token}/`);
      if (!isOurs)
        throw url.pathname.startsWith('/bot') ? new Refusal(401, 'Unauthorized') : new Refusal(404, 'Not Found');
      const fault = faults.take(entry.method);
      if (fault?.hangMs !== undefined && fault.hang !== 'after-accept') await hang(fault.hangMs, gone.signal);
      if (fault?.closeSocket === 'before') return cut(response);
      if (gone.signal.aborted) return;
      if (fault?.status !== undefined) return answer(fault.status, fault.rawBody ?? refusedBy(fault.status, fault));
      if (root) return download(platform, name, response, entry);
      const method = methodNamed(name);
      if (!method) throw new Refusal(404, 'Not Found');
      const params = readParams(request.headers['content-type'] ?? '', entry.body, url.searchParams);
      const result = await method(platform, params, gone.signal);
      if (fault?.hangMs !== undefined && fault.hang === 'after-accept') await hang(fault.hangMs, gone.signal);
      if (fault?.closeSocket === 'after-accept') return cut(response);
      answer(200, { ok: true, result });
    } catch (error) {
      if (error instanceof Refusal) answer(error.code, answerTo(error));
      else answer(500, answerTo(new Refusal(500, `Internal Server Error: ${String(error)}`)));
    }
  });
}

function refusedBy(status: number, { description, retry_after }: { description?: string; retry_after?: number }) {
  if (status === 429) return answerTo(tooManyRequests(retry_after ?? 1));
  return answerTo(new Refusal(status, description ?? (status >= 500 ? 'Bad Gateway' : 'Bad Request'), retry_after));
}

function download(platform: Platform, path: string, response: ServerResponse, entry: Logged) {
  const file = platform.files.at(path);
  entry.status = 200;
  response
    .writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.bytes.length })
    .end(file.bytes);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
