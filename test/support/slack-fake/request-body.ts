import type { IncomingMessage } from 'node:http';
import { type Fields, fieldsOf, parsed } from './fields.ts';
import { wrong } from './refusal.ts';

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/**
 * Arguments of a Web API call: form fields (structured ones as JSON text) or one JSON object.
 * https://docs.slack.dev/apis/web-api/#post_bodies
 */
export function argumentsOf(contentType: string, body: string): Fields {
  if (contentType.startsWith('application/json')) {
    const given = parsed(body === '' ? '{}' : body);
    if (given === undefined) throw wrong('invalid_json');
    return fieldsOf(given);
  }
  if (body !== '' && !contentType.startsWith('application/x-www-form-urlencoded')) throw wrong('invalid_post_type');
  return Object.fromEntries([...new URLSearchParams(body)].map(([name, value]) => [name, structured(value)]));
}

function structured(value: string): unknown {
  if (value === 'true' || value === 'false') return value === 'true';
  return /^[[{]/.test(value) ? (parsed(value) ?? value) : value;
}
