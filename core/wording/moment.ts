import type { Zone } from '../time.ts';
import { intlLocale, type Locale } from './locale.ts';
import type { Say } from './message.ts';

/** `long` is weekday, date and time; `day` without the time; `time` alone. Always the 24-hour clock. */
export type MomentStyle = 'long' | 'day' | 'time';

export interface MomentShape {
  readonly zone: Zone;
  readonly style: MomentStyle;
  /** Names the zone behind it, once, in brackets. */
  readonly withZone?: boolean;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** An instant in words, in the nominative: it stands after a colon or a dash. */
export function moment(say: Say, locale: Locale, at: Date, { zone, style, withZone = false }: MomentShape): string {
  const when = inWords(say, locale, at, zone, style);
  return withZone ? say('time.with-zone', { when, zone: zoneName(say, zone) }) : when;
}

function inWords(say: Say, locale: Locale, at: Date, zone: Zone, style: MomentStyle): string {
  const parts = new Map(
    formatter(locale, zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? '';
  const time = `${part('hour')}:${part('minute')}`;
  if (style === 'time') return time;
  const date = { weekday: part('weekday'), day: part('day'), month: part('month'), year: part('year') };
  return style === 'day' ? say('time.day', date) : say('time.long', { ...date, time });
}

// Building one costs a hundred times what using it does.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: Locale, timeZone: Zone): Intl.DateTimeFormat {
  const name = `${locale} ${timeZone}`;
  const known = formatters.get(name);
  if (known) return known;
  const made = new Intl.DateTimeFormat(intlLocale[locale], {
    timeZone,
    hourCycle: 'h23',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  formatters.set(name, made);
  return made;
}

/** Kosovo keeps the time of `Europe/Belgrade`, but its people call it by their own capital. */
function zoneName(say: Say, zone: Zone): string {
  if (zone === 'Europe/Belgrade') return say('time.zone.prishtina');
  if (zone === 'Europe/Tirane') return say('time.zone.tirana');
  return say('time.zone.other', { place: zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ') });
}

/** How far an instant is from now, in whole units that have fully to pass: a limit never looks farther than it is. */
export function distance(say: Say, at: Date, now: Date): string {
  const ms = at.getTime() - now.getTime();
  const { unit, count } = whole(Math.abs(ms));
  if (count === 0) return say('time.this-minute');
  return say(ms > 0 ? `time.ahead.${unit}` : `time.ago.${unit}`, { count });
}

/** A length of time: minutes below two hours (a full hour is "1 hour"), hours up to two days, then days of 24 hours. */
export function span(say: Say, ms: number): string {
  const { unit, count } = whole(ms);
  return say(`time.span.${unit}`, { count });
}

function whole(ms: number): { unit: 'minutes' | 'hours' | 'days'; count: number } {
  if (ms < hour || (ms < 2 * hour && ms % hour !== 0)) return { unit: 'minutes', count: Math.floor(ms / minute) };
  if (ms < 2 * day) return { unit: 'hours', count: Math.floor(ms / hour) };
  return { unit: 'days', count: Math.floor(ms / day) };
}
