import { badRequest } from './refusal.ts';

export type Upload = { name: string; mime: string; bytes: Buffer };

/** Parameters of one call, as sent: in forms and query strings every value is a string. */
export type Params = { values: Record<string, unknown>; uploads: Map<string, Upload> };

/** Reads the four ways in which the platform takes parameters. */
export function readParams(contentType: string, body: Buffer, query: URLSearchParams): Params {
  const values: Record<string, unknown> = Object.fromEntries(query);
  const uploads = new Map<string, Upload>();
  if (body.length === 0) return { values, uploads };
  if (contentType.startsWith('application/json')) Object.assign(values, readJson(body));
  else if (contentType.startsWith('application/x-www-form-urlencoded'))
    Object.assign(values, Object.fromEntries(new URLSearchParams(body.toString('utf8'))));
  else if (contentType.startsWith('multipart/form-data')) readMultipart(contentType, body, values, uploads);
  return { values, uploads };
}

function readJson(body: Buffer): object {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {}
  throw badRequest("can't parse request body as a JSON object");
}

function readMultipart(type: string, body: Buffer, values: Record<string, unknown>, uploads: Map<string, Upload>) {
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  if (boundary === undefined) throw badRequest('boundary in multipart/form-data not found');
  for (const part of partsOf(body, Buffer.from(`--${boundary}`))) {
    const name = /name="([^"]*)"/.exec(part.head.replace(/filename\*?="?[^";]*"?/i, ''))?.[1];
    if (name === undefined) throw badRequest("can't find part name in multipart/form-data");
    const fileName = /filename="([^"]*)"/i.exec(part.head)?.[1] ?? /filename=([^\s";]+)/i.exec(part.head)?.[1];
    const mime = /content-type:\s*([^\r\n]+)/i.exec(part.head)?.[1] ?? 'application/octet-stream';
    if (fileName === undefined) values[name] = part.content.toString('utf8');
    else uploads.set(name, { name: fileName, mime, bytes: Buffer.from(part.content) });
  }
}

function partsOf(body: Buffer, delimiter: Buffer): { head: string; content: Buffer }[] {
  const parts: { head: string; content: Buffer }[] = [];
  let from = body.indexOf(delimiter);
  while (from >= 0) {
    const start = from + delimiter.length;
    if (body.subarray(start, start + 2).toString() === '--') return parts;
    const next = body.indexOf(Buffer.concat([Buffer.from('\r\n'), delimiter]), start);
    const blank = body.indexOf('\r\n\r\n', start);
    if (next < 0 || blank < 0 || blank > next) break;
    parts.push({ head: body.subarray(start, blank).toString('utf8'), content: body.subarray(blank + 4, next) });
    from = next + 2;
  }
  throw badRequest("can't parse multipart/form-data: it ends too early");
}
