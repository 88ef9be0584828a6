import type { Wording } from '../core/wording.ts';
import { pageOf } from './layout.tsx';

interface Shown {
  readonly wording: Wording;
  readonly heading: 'confirm' | 'confirmed' | 'stop' | 'stopped' | 'back' | 'unknown';
  readonly words?: readonly ('confirm-why' | 'stop-why' | 'always' | 'unknown')[];
  /** Where a tap on the button goes. Programs that preview links follow them, but tap nothing. */
  readonly button?: { readonly label: 'confirm-button' | 'stop-button' | 'back-button'; readonly action: string };
  /** Beside the words of this page: what was refused. */
  readonly sentence?: string;
}

export function emailPage({ wording, heading, words = [], button, sentence }: Shown): string {
  const say = (key: Shown['heading'] | NonNullable<Shown['words']>[number] | NonNullable<Shown['button']>['label']) =>
    wording.say(`email.page.${key}`);
  return pageOf({
    wording,
    title: wording.say('email.page.title'),
    children: (
      <section class="card">
        <h1>{heading === 'unknown' ? wording.say('email.page.title') : say(heading)}</h1>
        {words.map((key) => (
          <p key={key}>{say(key)}</p>
        ))}
        {sentence && <p role="alert">{sentence}</p>}
        {button && (
          <form method="post" action={button.action}>
            <button type="submit">{say(button.label)}</button>
          </form>
        )}
      </section>
    ),
  });
}
