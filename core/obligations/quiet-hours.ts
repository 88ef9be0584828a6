import { Temporal } from 'temporal-polyfill';
import { inZone, toInstant, type Zone } from '../time.ts';

/** Quiet by the wall clock of the zone, `HH:MM`: at `from` it is, at `to` it is not any more. Equal: never quiet. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
  readonly zone: Zone;
}

/** The instant itself, or the end of the quiet time that it falls into. */
export function outsideQuietHours(at: Date, { from, to, zone }: QuietHours): Date {
  const local = inZone(at, zone);
  const hasBegun = Temporal.PlainTime.compare(local.toPlainTime(), from) >= 0;
  const hasNotEnded = Temporal.PlainTime.compare(local.toPlainTime(), to) < 0;
  const overnight = Temporal.PlainTime.compare(from, to) > 0;
  const isQuiet = overnight ? hasBegun || hasNotEnded : hasBegun && hasNotEnded;
  if (!isQuiet) return at;

  const endsOn = local.toPlainDate().add({ days: overnight && hasBegun ? 1 : 0 });
  const end = endsOn.toPlainDateTime(Temporal.PlainTime.from(to));
  // In the hour that comes twice the first end may have passed: then it is the second.
  const first = toInstant(end.toZonedDateTime(zone));
  const over = first > at ? first : toInstant(end.toZonedDateTime(zone, { disambiguation: 'later' }));
  // A loud hour that the clock change skips is none: the next quiet time has begun.
  return outsideQuietHours(over, { from, to, zone });
}
