import { Temporal } from 'temporal-polyfill';

/** A time zone by its IANA name, as `Europe/Belgrade`. */
export type Zone = string;

/** A day of the calendar without a time or a zone, as `2026-11-26`. */
export type Day = string;

/** The instant on the wall clock of a zone. */
export function inZone(at: Date, zone: Zone): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
}

export function toInstant(local: Temporal.ZonedDateTime): Date {
  return new Date(local.epochMilliseconds);
}

/** The calendar day that it is in the zone at the instant. */
export function dayAt(at: Date, zone: Zone): Day {
  return inZone(at, zone).toPlainDate().toString();
}

/**
 * The instant of a wall-clock time: `2026-03-10T08:00` with a zone, or `2026-03-10T08:00[Europe/Belgrade]` alone.
 * A time that a clock change skips is taken as much later, one that comes twice as the first.
 */
export function wallClock(text: string, zone?: Zone): Date {
  return toInstant(Temporal.ZonedDateTime.from(zone ? `${text}[${zone}]` : text));
}

/** The wall-clock time on a day in the zone, resolved as in `wallClock`. `time` is `HH:MM`. */
export function timeOn(day: Day, time: string, zone: Zone): Date {
  return toInstant(Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: time }));
}
