import { Temporal } from 'temporal-polyfill';
import { refused } from '../../core/errors.ts';
import { dayAt, inZone, toInstant, type Zone } from '../../core/time.ts';
import type { Answers } from './form.ts';

/** What is known where an answer is read. */
export interface Reading {
  readonly now: Date;
  readonly zone: Zone;
  readonly answers: Answers;
}

const words: Readonly<Record<string, 'now' | 'today' | 'yesterday'>> = {
  ...{ now: 'now', tani: 'now', sada: 'now', сада: 'now' },
  ...{ today: 'today', sot: 'today', danas: 'today', данас: 'today' },
  ...{ yesterday: 'yesterday', dje: 'yesterday', juče: 'yesterday', juce: 'yesterday', јуче: 'yesterday' },
} as const;

const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ,]+(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?)?$/;
const local = /^(\d{1,2})[./](\d{1,2})[./](\d{4})\.?(?:[\s,]+(\d{1,2})[:.](\d{2}))?$/;
const time = /^(\d{1,2}):(\d{2})$/;
const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * When something happened, as an ISO instant. ISO, `dd.mm.yyyy hh:mm`, `hh:mm` (today), a day alone (its beginning: the
 * earlier limit), and now, today, yesterday in every language, with an hour behind them or not.
 */
export function readInstant(text: string, daysBack: number, { now, zone, answers }: Reading): string {
  const at = instantOf(text.toLowerCase(), text, now, zone);
  if (at > now) throw refused('date-in-future');
  const oldest = toInstant(inZone(now, zone).subtract({ days: daysBack }));
  if (at < oldest) throw refused('date-too-old', { most: daysBack, unit: 'days' });
  if (birthDays(answers).some((day) => dayAt(at, zone) < day)) throw refused('date-before-birth');
  return at.toISOString();
}

/** `YYYY-MM-DD`, or `age-9` for an age in years. A child is under 18. */
export function readBirth(text: string, { now, zone, answers }: Reading): string {
  const age = /^(\d{1,3})(?:\s*\p{L}{1,8})?$/u.exec(text)?.[1];
  if (age !== undefined) {
    if (Number(age) >= adult) throw refused('date-too-old', { most: adult, unit: 'years' });
    return `age-${Number(age)}`;
  }
  const found = iso.exec(text) ?? undefined;
  const day = found ? dayOf(found[1], found[2], found[3]) : localDay(text);
  if (!day) throw refused('date-unreadable');
  const today = inZone(now, zone).toPlainDate();
  if (Temporal.PlainDate.compare(day, today) > 0) throw refused('date-in-future');
  if (Temporal.PlainDate.compare(day.add({ years: adult }), today) <= 0) {
    throw refused('date-too-old', { most: adult, unit: 'years' });
  }
  const identifiedAt = answers['identifiedAt'];
  if (typeof identifiedAt === 'string' && dayAt(new Date(identifiedAt), zone) < day.toString()) {
    throw refused('date-before-birth');
  }
  return day.toString();
}

const adult = 18;

function instantOf(lower: string, text: string, now: Date, zone: string): Date {
  const [head = '', hour] = lower.split(/[\s,]+/);
  const word = words[head];
  if (word === 'now' && !hour) return now;
  const today = inZone(now, zone).toPlainDate();
  if (word && word !== 'now')
    return onDay(word === 'today' ? today : today.subtract({ days: 1 }), hour ? time.exec(hour) : null, zone);
  const alone = time.exec(lower);
  if (alone) return onDay(today, alone, zone);
  if (zoned.test(text)) return instantFrom(text);
  const found = iso.exec(text);
  if (found) return onDay(dayOf(found[1], found[2], found[3]), found[4] ? ['', found[4], found[5] ?? '0'] : null, zone);
  const written = local.exec(text);
  if (!written) throw refused('date-unreadable');
  return onDay(
    dayOf(written[3], written[2], written[1]),
    written[4] ? ['', written[4], written[5] ?? '0'] : null,
    zone,
  );
}

function onDay(day: Temporal.PlainDate, at: readonly (string | undefined)[] | null, zone: string): Date {
  const [, hour = '0', minute = '0'] = at ?? [];
  return possible(() =>
    toInstant(
      day.toZonedDateTime({
        timeZone: zone,
        plainTime: Temporal.PlainTime.from({ hour: Number(hour), minute: Number(minute) }, { overflow: 'reject' }),
      }),
    ),
  );
}

const instantFrom = (text: string): Date =>
  possible(() => toInstant(Temporal.Instant.from(text).toZonedDateTimeISO('UTC')));

function localDay(text: string): Temporal.PlainDate | undefined {
  const found = local.exec(text);
  return found ? dayOf(found[3], found[2], found[1]) : undefined;
}

const dayOf = (year: string | undefined, month: string | undefined, day: string | undefined): Temporal.PlainDate =>
  possible(() =>
    Temporal.PlainDate.from({ year: Number(year), month: Number(month), day: Number(day) }, { overflow: 'reject' }),
  );

/** The 31st of February, 25 o'clock. */
function possible<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const refusal = refused('date-impossible');
    refusal.cause = cause;
    throw refusal;
  }
}

const birthDays = (answers: Answers): string[] =>
  Object.entries(answers).flatMap(([field, answer]) =>
    field.startsWith('childBirth') && typeof answer === 'string' && !answer.startsWith('age-') ? [answer] : [],
  );
