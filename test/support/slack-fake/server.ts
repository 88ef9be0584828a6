import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { faultList } from './faults.ts';
import { type Fields, fieldsOf, parsed, stringOf } from './fields.ts';
import { concerned, methodNamed } from './methods.ts';
import { type Called, respond } from './posting.ts';
import { Refusal, refused, wrong } from './refusal.ts';
import { argumentsOf, bodyOf } from './request-body.ts';
import type { SocketMode } from './sockets.ts';

/**
 * Whatever the app sent. `method`: the Web API method, `download`, `respond` (a response_url), or `ack` (its answer to a
 * delivery, which may carry a whole view). `at` in ms.
 */
export type Logged = { method: string; path: string; headers: IncomingHttpHeaders; body: string; at: number };

type Needs = Called & {
  log: Logged[];
  faults: ReturnType<typeof faultList>;
  sockets: SocketMode;
  busy: (by: 1 | -1) => void;
};

export function slackServer(needs: Needs): Server {
  const server = createServer(async (request, response) => {
    needs.busy(1);
    response.once('close', () => needs.busy(-1));
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const method = pathname.startsWith('/api/') ? pathname.slice('/api/'.length) : kindOf(pathname);
    const body = await bodyOf(request);
    needs.log.push({ method, path: request.url ?? '/', headers: request.headers, body, at: needs.workspace.now() });
    if (method === 'download') return download(needs, pathname, request, response);
    if (method === 'respond') return responded(needs, pathname, body, response);
    try {
      reply(response, 200, { ok: true, ...call(needs, method, request, body) });
    } catch (error) {
      if (!(error instanceof Refusal)) needs.workspace.broken(`the fake failed in ${method}: ${String(error)}`);
      refuse(needs, method, response, error instanceof Refusal ? error : refused('fatal_error'));
    }
  });
  server.on('upgrade', (request, socket) => needs.sockets.accept(request, socket));
  return server;
}

const kindOf = (path: string) => (path.startsWith('/files-pri/') ? 'download' : 'respond');

function call(needs: Needs, name: string, request: IncomingMessage, body: string): Fields {
  const given = argumentsOf(request.headers['content-type'] ?? '', body);
  needs.faults.strike(name, concerned(needs, given));
  const { workspace, sockets } = needs;
  if (name === 'api.test') return { args: given };
  const token = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1] ?? stringOf(given['token']);
  if (token === '') throw wrong('not_authed');
  if (name === 'apps.connections.open') {
    if (token !== workspace.appToken)
      throw wrong(token === workspace.botToken ? 'not_allowed_token_type' : 'invalid_auth');
    return { url: sockets.ticket() };
  }
  if (token === workspace.appToken) throw wrong('not_allowed_token_type');
  if (token !== workspace.botToken) throw wrong('invalid_auth');
  if (workspace.token.state !== 'good') throw refused(workspace.token.state);
  const method = methodNamed(name);
  if (!method) throw wrong('unknown_method');
  return method(needs, given);
}

function refuse({ workspace }: Needs, method: string, response: ServerResponse, refusal: Refusal) {
  const { error, messages, status, retryAfter } = refusal;
  if (refusal.wrong) workspace.broken([`${method}: ${error}`, ...messages].join('; '));
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
  const details = messages.map((message) => `[ERROR] ${message}`);
  reply(response, status, {
    ok: false,
    error,
    ...(details.length > 0 ? { response_metadata: { messages: details } } : {}),
  });
}

function reply(response: ServerResponse, status: number, body: Fields) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

// Without the token Slack answers 200 and a page to sign in, not an error.
function download({ workspace }: Needs, path: string, request: IncomingMessage, response: ServerResponse) {
  const file = workspace.files.at(path);
  const shown = request.headers.authorization === `Bearer ${workspace.botToken}`;
  if (!shown) workspace.broken('download: without the bot token Slack answers with its sign-in page');
  if (!shown || workspace.token.state !== 'good') {
    return response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end('<!DOCTYPE html><title>Slack</title>');
  }
  if (!file) return response.writeHead(404).end();
  return response
    .writeHead(200, { 'content-type': file.mimetype, 'content-length': file.bytes.length })
    .end(Buffer.from(file.bytes));
}

function responded(needs: Needs, path: string, body: string, response: ServerResponse) {
  const [, userId = '', ts = ''] = /^\/(?:actions|commands)\/([^/]*)\/([^/]*)$/.exec(path) ?? [];
  try {
    respond(needs, fieldsOf(parsed(body)), userId, ts);
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
  } catch (error) {
    needs.workspace.broken(`response_url: ${error instanceof Refusal ? error.error : 'no such URL'}`);
    response.writeHead(404).end(error instanceof Refusal ? error.error : 'no_team');
  }
}
