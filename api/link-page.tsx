import type { LinkPurpose } from '../core/link.ts';
import type { Wording } from '../core/wording.ts';
import { pageOf } from './layout.tsx';
import type { QuestionShown } from './opening.ts';

/** Before it is opened: a button, because programs that preview links follow them, but tap nothing. */
export const closedLinkPage = (wording: Wording, purpose: LinkPurpose['does']): string =>
  pageOf({
    wording,
    title: wording.say('page.link.title'),
    children: (
      <section class="card">
        <h1>{wording.sayNamed(`page.link.${purpose}.title`)}</h1>
        <p>{wording.say('page.link.audited')}</p>
        <form method="post">
          <button type="submit">{wording.say('page.link.open')}</button>
        </form>
      </section>
    ),
  });

export const whomPage = (wording: Wording, { number, names }: { number: string; names: readonly string[] }): string =>
  pageOf({
    wording,
    title: wording.say('page.link.title'),
    children: (
      <section class="card">
        <h1>{wording.say('page.link.whom.title')}</h1>
        <p>{wording.say('page.link.whom.of', { case: number })}</p>
        {names.length > 0 ? (
          <ul class="names">
            {names.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        ) : (
          <p>{wording.say('page.link.whom.unknown')}</p>
        )}
        <p>{wording.say('page.link.whom.next')}</p>
      </section>
    ),
  });

interface Asked extends QuestionShown {
  /** What was wrong with the answer just given. */
  readonly refusal?: string;
}

/** `code` is in the address already; the form answers to it. */
export const questionPage = (wording: Wording, code: string, { question, answer, mayAnswer, refusal }: Asked): string =>
  pageOf({
    wording,
    title: wording.say('page.link.title'),
    children: (
      <section class="card">
        <h1>{wording.say('page.link.question.title')}</h1>
        <blockquote class="words">{question}</blockquote>
        {answer === null && mayAnswer ? (
          <form method="post" action={`/l/${code}/answer`}>
            <label for="answer">{wording.say('page.link.question.label')}</label>
            <textarea
              id="answer"
              name="text"
              rows={6}
              maxLength={4000}
              required
              aria-describedby={refusal ? 'answer-refused' : undefined}
              aria-invalid={refusal ? true : undefined}
            />
            {refusal && (
              <p id="answer-refused" class="refused" role="alert">
                {refusal}
              </p>
            )}
            <button type="submit">{wording.say('page.link.question.send')}</button>
          </form>
        ) : (
          <>
            <h2>{wording.say(answer === null ? 'page.link.question.open' : 'page.link.question.answered')}</h2>
            {answer !== null && <blockquote class="words">{answer}</blockquote>}
          </>
        )}
      </section>
    ),
  });

/** One sentence, with what can be done instead. */
export const sentencePage = (wording: Wording, sentence: string): string =>
  pageOf({
    wording,
    title: wording.say('page.link.title'),
    children: (
      <section class="card">
        <h1>{wording.say('page.link.title')}</h1>
        <p>{sentence}</p>
      </section>
    ),
  });
