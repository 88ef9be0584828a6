import type { RevealedReporter } from '../core/referral/reveal-reporter.ts';
import type { Wording } from '../core/wording.ts';
import { Line } from './answer-line.tsx';
import { pageOf } from './layout.tsx';

export const reporterPage = (w: Wording, reporter: RevealedReporter): string => {
  const unknown = w.say('page.link.reporter.unknown');
  return pageOf({
    wording: w,
    title: w.say('page.link.title'),
    children: (
      <section class="card">
        <h1>{w.say('page.link.reporter.title')}</h1>
        <p>{w.say('page.link.reporter.of', { case: reporter.number })}</p>
        <p class="sealed">{w.say('page.link.reporter.recorded')}</p>
        <dl class="answers">
          <Line label={w.say('page.link.reporter.name')}>{reporter.name ?? unknown}</Line>
          <Line label={w.say('page.link.reporter.contact')}>{reporter.contact ?? unknown}</Line>
          {reporter.institution !== null && (
            <Line label={w.say('page.link.reporter.institution')}>{reporter.institution}</Line>
          )}
        </dl>
        {reporter.recordedFor && <p>{w.say('page.link.reporter.recorded-for')}</p>}
        {!reporter.verified && <p>{w.say('page.link.reporter.unverified')}</p>}
      </section>
    ),
  });
};
