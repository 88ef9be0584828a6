import type { Wording } from '../../core/wording.ts';
import type { OwedLine, Owing } from './owed.ts';

export interface PanelShown {
  readonly wording: Wording;
  readonly now: Date;
  readonly zone: string;
  readonly owing: Owing;
}

const minute = 60_000;
const steps = [
  { advance: 'PT15M', ms: 15 * minute },
  { advance: 'PT1H', ms: 60 * minute },
  { advance: 'PT24H', ms: 24 * 60 * minute },
] as const;

/** The clock and what is owed when. */
export function Panel({ wording: w, now, zone, owing }: PanelShown) {
  const { lines, nextAt } = owing;
  return (
    <>
      <section class="clock" aria-labelledby="clock-title">
        <h2 id="clock-title">{w.say('page.try.clock')}</h2>
        <p class="now">
          <time dateTime={now.toISOString()}>{w.when(now, { zone, style: 'long', withZone: true })}</time>
        </p>
        <fieldset class="steps">
          <legend>{w.say('page.try.forward')}</legend>
          {steps.map(({ advance, ms }) => (
            <button key={advance} type="button" data-advance={advance}>
              + {w.span(ms)}
            </button>
          ))}
          {nextAt && (
            <button type="button" data-advance={durationTo(nextAt, now)} data-key="next">
              {w.say('page.try.to-next')}
            </button>
          )}
        </fieldset>
        <p class="quiet">
          {nextAt
            ? w.say('page.try.next', {
                at: w.when(nextAt, { zone, style: 'long' }),
                distance: w.distance(nextAt, now),
              })
            : w.say('page.try.no-next')}
        </p>
      </section>
      <section class="owed" aria-labelledby="owed-title">
        <h2 id="owed-title">{w.say('page.try.owed')}</h2>
        {lines.length === 0 ? (
          <p class="quiet">{w.say('page.try.owed-none')}</p>
        ) : (
          <ul>
            {lines.map((line) => (
              <Line key={line.id} line={line} wording={w} now={now} zone={zone} />
            ))}
          </ul>
        )}
      </section>
    </>
  );
}

function Line({ line, wording: w, now, zone }: Omit<PanelShown, 'owing'> & { line: OwedLine }) {
  const rule = `rule.${line.rule}.name`;
  return (
    <li class={`line stage-${line.stage}`}>
      <p class="what">
        <strong>{w.has(rule) ? w.sayNamed(rule) : line.rule}</strong>
        <span class="stage">{w.sayNamed(`page.stage.${line.stage}`)}</span>
      </p>
      <p class="quiet">
        {line.number ?? w.say(line.open ? 'page.try.draft' : 'page.try.report')} ·{' '}
        {w.sayNamed(`page.role.${line.owner}`)}
      </p>
      <p>
        <span class="sr-only">{w.say('page.try.due')}: </span>
        <time dateTime={line.dueAt.toISOString()}>{w.when(line.dueAt, { zone, style: 'long' })}</time>
        {line.open && (
          <>
            {' '}
            <span class="quiet distance">· {w.distance(line.dueAt, now)}</span>
          </>
        )}
      </p>
    </li>
  );
}

const durationTo = (at: Date, now: Date): string => `PT${((at.getTime() - now.getTime()) / 1000).toFixed(3)}S`;
