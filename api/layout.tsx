import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Wording } from '../core/wording.ts';

interface Frame {
  readonly wording: Wording;
  readonly title: string;
  readonly children?: ComponentChildren;
}

function Layout({ wording, title, children }: Frame) {
  return (
    <html lang={wording.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <title>{title}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/page.css" />
      </head>
      <body>
        <header class="top">
          <span class="brand">Tryeza</span>
        </header>
        <main>{children}</main>
      </body>
    </html>
  );
}

/** A whole page. The title is a name of the page, never of what stands on it: titles are kept in histories. */
export const pageOf = (frame: Frame): string => `<!doctype html>${renderToString(<Layout {...frame} />)}`;
