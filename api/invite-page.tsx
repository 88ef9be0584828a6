import type { Wording } from '../core/wording.ts';
import { pageOf } from './layout.tsx';

interface Invited {
  readonly name: string | null;
  readonly code: string;
  readonly expiresAt: Date;
}

/** The code to hand over, and how it is used. */
export const invitePage = (wording: Wording, zone: string, { name, code, expiresAt }: Invited): string =>
  pageOf({
    wording,
    title: wording.say('page.link.title'),
    children: (
      <section class="card">
        <h1>{wording.say('page.link.invite.title')}</h1>
        {name ? <p>{wording.say('page.link.invite.for', { who: name })}</p> : null}
        <p>
          {wording.say('page.link.invite.code')}: <strong class="code">{code}</strong>
        </p>
        <p>
          {wording.say('page.link.invite.until', {
            until: wording.when(expiresAt, { zone, style: 'long', withZone: true }),
          })}
        </p>
        <h2>{wording.say('page.link.invite.how')}</h2>
        <ul>
          <li>{wording.say('page.link.invite.telegram')}</li>
          <li>{wording.say('page.link.invite.slack')}</li>
        </ul>
        <p>{wording.say('page.link.invite.hand')}</p>
      </section>
    ),
  });
