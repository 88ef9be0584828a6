import type { ReportAnswer } from '../core/referral/report-fields.ts';
import { timeOn, type Zone } from '../core/time.ts';
import type { Wording } from '../core/wording.ts';

/** The words of the form in which it was asked. */
export const labelOf = (w: Wording, { field }: ReportAnswer): string => w.sayNamed(`form.e-1.${field}.label`);

/** An answer as a person reads it: options in words, dates written out. Several options are several. */
export function wordsOf(w: Wording, zone: Zone, one: ReportAnswer): readonly string[] {
  if (typeof one.answer !== 'string') return one.answer.map((code) => optionOf(w, one.field, code));
  switch (one.kind) {
    case 'choice':
      return [optionOf(w, one.field, one.answer)];
    case 'instant':
      return [w.when(new Date(one.answer), { zone, style: 'long', withZone: true })];
    case 'birth-date':
      return [birthOf(w, zone, one.answer)];
    default:
      return [one.answer];
  }
}

function optionOf(w: Wording, field: string, code: string): string {
  const own = `form.e-1.${field}.option.${code}`;
  if (w.has(own)) return w.sayNamed(own);
  return w.has(`common.${code}`) ? w.sayNamed(`common.${code}`) : code;
}

function birthOf(w: Wording, zone: Zone, answer: string): string {
  const years = /^age-(\d+)$/.exec(answer)?.[1];
  if (years !== undefined) return w.say('page.link.report.age', { years: Number(years) });
  if (!/^\d{4}-\d{2}-\d{2}$/.test(answer)) return answer;
  return w.when(timeOn(answer, '12:00', zone), { zone, style: 'day' });
}

/** `240 KB`, the same in every language. */
export const sizeOf = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
