import { badRequest } from './refusal.ts';
import type { Params } from './request-body.ts';

/** A string parameter; empty when absent, as the platform reads it. */
export function stringOf(params: Params, name: string): string {
  const value = params.values[name];
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw badRequest(`field "${name}" must be of type String`);
}

export function integerOf(params: Params, name: string): number | undefined {
  const value = params.values[name];
  if (value === undefined || value === null || value === '') return undefined;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw badRequest(`field "${name}" must be of type Integer`);
}

export function booleanOf(params: Params, name: string): boolean {
  const value = params.values[name];
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value === 'true' || value === 'True' || value === '1';
  throw badRequest(`field "${name}" must be of type Boolean`);
}

/** An object or array, sent as JSON or as a string of JSON. */
export function jsonOf(params: Params, name: string): unknown {
  const value = params.values[name];
  if (typeof value !== 'string') return value ?? undefined;
  if (value === '') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    throw badRequest(`can't parse ${name} JSON object`);
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
