import type { ComponentChildren } from 'preact';
import type { ReadReport } from '../core/referral/read.ts';
import type { ReportAnswer } from '../core/referral/report-fields.ts';
import type { Zone } from '../core/time.ts';
import type { Wording } from '../core/wording.ts';
import { Line } from './answer-line.tsx';
import { pageOf } from './layout.tsx';
import { labelOf, sizeOf, wordsOf } from './report-words.ts';

interface Shown {
  readonly wording: Wording;
  readonly zone: Zone;
  readonly code: string;
  readonly report: ReadReport;
}

/** `code` is in the address already; documents and the way to the reporter hang below it. */
export const reportPage = (shown: Shown): string => {
  const { wording: w, report, zone } = shown;
  const when = (at: Date) => w.when(at, { zone, style: 'long', withZone: true });
  return pageOf({
    wording: w,
    title: w.say('page.link.title'),
    children: (
      <article class="card">
        <h1>{w.say('page.link.report.title')}</h1>
        <p>{w.say('page.link.report.of', { case: report.number })}</p>
        <p class="sealed">{w.say('page.link.report.recorded')}</p>
        <dl class="answers">
          <Line label={w.say('page.link.report.sent')}>{when(report.sentAt)}</Line>
          {report.addedAt.map((at) => (
            <Line key={at.toISOString()} label={w.say('page.link.report.added')}>
              {when(at)}
            </Line>
          ))}
          <Line label={w.say('page.link.report.way')}>{w.sayNamed(`page.link.report.ways.${report.way}`)}</Line>
        </dl>
        {sectionsOf(report).map(({ name, child, answers }) => (
          <section key={`${name} ${child}`}>
            <h2>{headingOf(w, report, name, child)}</h2>
            {answers.length === 0 ? (
              <p>{w.say('page.link.report.nothing-of-child')}</p>
            ) : (
              <dl class="answers">
                {answers.map((one) => (
                  <Line key={one.field} label={labelOf(w, one)}>
                    {listed(wordsOf(w, zone, one))}
                  </Line>
                ))}
              </dl>
            )}
          </section>
        ))}
        {report.lateReason !== null && (
          <section>
            <h2>{w.say('page.link.report.late')}</h2>
            <blockquote class="words">{report.lateReason}</blockquote>
          </section>
        )}
        <Questions wording={w} report={report} when={when} />
        <Documents {...shown} />
        {report.mayReveal && (
          <section>
            <h2>{w.say('page.link.reporter.title')}</h2>
            <p>{w.say('page.link.report.reporter')}</p>
            <form method="post" action={`/l/${shown.code}/reporter`}>
              <button type="submit">{w.say('page.link.report.show-reporter')}</button>
            </form>
          </section>
        )}
      </article>
    ),
  });
};

function listed(words: readonly string[]): ComponentChildren {
  if (words.length === 1) return words[0];
  return (
    <ul>
      {words.map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  );
}

interface Section {
  readonly name: string;
  readonly child: number | null;
  readonly answers: readonly ReportAnswer[];
}

/** Answers that stand together, in their order; a child of whom nothing was said has a section all the same. */
function sectionsOf({ answers, children }: ReadReport): Section[] {
  const whole = (one: ReportAnswer) => one.child === null;
  const names = [...new Set(answers.filter(whole).map(({ section }) => section))];
  const of = (name: string): Section => ({
    name,
    child: null,
    answers: answers.filter((one) => whole(one) && one.section === name),
  });
  const ofChildren = Array.from({ length: children }, (_, index) => ({
    name: 'child',
    child: index + 1,
    answers: answers.filter((one) => one.child === index + 1),
  }));
  const before = names.filter((name) => atFirst.has(name));
  return [...before.map(of), ...ofChildren, ...names.filter((name) => !atFirst.has(name)).map(of)];
}

/** The form asks these before it asks for the children. */
const atFirst: ReadonlySet<string> = new Set(['danger', 'place', 'what', 'time']);

function headingOf(w: Wording, report: ReadReport, name: string, child: number | null): string {
  if (child === null || report.children === 1) return w.sayNamed(`form.section.${name}`);
  return w.say('page.link.report.child', { n: child, own: child === report.child ? 'yes' : 'no' });
}

function Questions({ wording: w, report, when }: Pick<Shown, 'wording' | 'report'> & { when(at: Date): string }) {
  if (report.questions.length === 0) return null;
  return (
    <section>
      <h2>{w.say('page.link.report.questions')}</h2>
      {report.questions.map((one) => (
        <div key={one.askedAt.toISOString()}>
          <p>{w.say('page.link.report.asked', { at: when(one.askedAt) })}</p>
          <blockquote class="words">{one.question}</blockquote>
          {one.answer === null || one.answeredAt === null ? (
            <p>{w.say('page.link.report.unanswered')}</p>
          ) : (
            <>
              <p>{w.say('page.link.report.answered', { at: when(one.answeredAt) })}</p>
              <blockquote class="words">{one.answer}</blockquote>
            </>
          )}
        </div>
      ))}
    </section>
  );
}

function Documents({ wording: w, report, code }: Shown) {
  if (report.documents.length === 0) return null;
  const nameOf = (mime: string, size: number) => `${mime.slice(mime.indexOf('/') + 1).toUpperCase()} · ${sizeOf(size)}`;
  return (
    <section>
      <h2>{w.say('page.link.report.documents')}</h2>
      <p>{w.say('page.link.report.copies')}</p>
      <ol class="documents">
        {report.documents.map(({ id, mime, size, shown }) => (
          <li key={id}>
            {shown ? (
              <a href={`/l/${code}/document/${id}`} target="_blank" rel="noopener noreferrer">
                {nameOf(mime, size)}
              </a>
            ) : (
              w.say('page.link.report.no-copy', { document: nameOf(mime, size) })
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
