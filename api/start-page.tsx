import type { Wording } from '../core/wording.ts';
import { pageOf } from './layout.tsx';

/** What stands at `/` where there is no try-out. */
export const startPage = (wording: Wording): string =>
  pageOf({
    wording,
    title: 'Tryeza',
    children: (
      <section class="card">
        <h1>{wording.say('page.start.title')}</h1>
        <p>{wording.say('page.start.text')}</p>
        <p>
          <a href="/docs">{wording.say('page.start.docs')}</a>
        </p>
      </section>
    ),
  });
