import { renderToString } from 'preact-render-to-string';
import { type Locale, locales, ownName, type Wording, type Wordings } from '../../core/wording.ts';
import { ChatLog } from './chat-view.tsx';
import type { ChatMessage } from './chats.ts';
import { Panel, type PanelShown } from './panel.tsx';
import { type Persona, personaName } from './persona.ts';

/** A chat of the page; its words are in the language of its person, the page's own in the reader's. */
export interface ChatShown {
  readonly persona: Persona;
  readonly locale: Locale;
  readonly messages: readonly ChatMessage[];
}

export interface PageShown extends PanelShown {
  readonly wordings: Wordings;
  readonly chats: readonly ChatShown[];
}

/** Shown until somebody chooses otherwise: the way from a report to a case manager. */
const shownFirst = new Set(['teacher', 'intake', 'head', 'manager-1']);

export const tryOutPage = (shown: PageShown): string => `<!doctype html>${renderToString(<Page {...shown} />)}`;
export const panelHtml = (shown: PanelShown): string => renderToString(<Panel {...shown} />);
export const chatHtml = (wordings: Wordings, zone: string, { locale, messages }: ChatShown): string =>
  renderToString(<ChatLog wording={wordings(locale)} zone={zone} messages={messages} />);

function Page({ wordings, chats, ...panel }: PageShown) {
  const w = panel.wording;
  const people = chats.map(({ persona }) => persona);
  const panelName = `${w.say('page.try.clock')} · ${w.say('page.try.owed')}`;
  return (
    <html lang={w.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <title>{`Tryeza · ${w.say('page.try.title')}`}</title>
        <link rel="icon" href="/try/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/try/assets/try-out.css" />
        <script src="/try/assets/try-out.js" defer />
      </head>
      <body data-moving={w.say('page.try.moving')} data-failed={w.say('page.try.failed')}>
        <a class="skip" href="#chats">
          {w.say('page.try.skip')}
        </a>
        <header class="top">
          <div>
            <h1>
              Tryeza <span class="sub">{w.say('page.try.title')}</span>
            </h1>
            <p>{w.say('page.try.intro')}</p>
          </div>
          <LanguageSwitch wording={w} />
        </header>
        <p id="status" class="status" role="status" />
        <main>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
          <section id="panel" class="panel" aria-label={panelName} tabIndex={0}>
            <Panel {...panel} />
          </section>
          <section id="chats" class="chats" aria-labelledby="chats-title" tabIndex={-1}>
            <h2 id="chats-title" class="sr-only">
              {w.say('page.try.chats')}
            </h2>
            <fieldset class="choose">
              <legend>{w.say('page.try.people')}</legend>
              {people.filter(isOnTheWay).map((persona) => (
                <Choice key={persona.id} persona={persona} wording={w} />
              ))}
              <details>
                <summary>{w.say('page.try.others')}</summary>
                <div class="others">
                  {people
                    .filter((persona) => !isOnTheWay(persona))
                    .map((persona) => (
                      <Choice key={persona.id} persona={persona} wording={w} />
                    ))}
                </div>
              </details>
            </fieldset>
            <div class="phones">
              {chats.map((chat) => (
                <Phone key={chat.persona.id} chat={chat} wording={w} wordings={wordings} zone={panel.zone} />
              ))}
            </div>
          </section>
        </main>
      </body>
    </html>
  );
}

/** Who has a part on the way from a report to a case manager. */
const isOnTheWay = ({ id, role }: Persona): boolean =>
  !id.startsWith('other-') && role !== 'member' && role !== 'superior';

function Choice({ persona, wording }: { persona: Persona; wording: Wording }) {
  return (
    <label>
      <input type="checkbox" name="show" value={persona.id} checked={shownFirst.has(persona.id)} />
      <span>{personaName(wording, persona)}</span>
    </label>
  );
}

function LanguageSwitch({ wording: w }: { wording: Wording }) {
  return (
    <nav class="languages" aria-label={w.say('page.try.language')}>
      {locales.map((locale) => (
        <a key={locale} href={`/?lang=${locale}`} lang={locale} aria-current={locale === w.locale ? 'true' : undefined}>
          {ownName[locale]}
        </a>
      ))}
    </nav>
  );
}

function Phone({
  chat,
  wording: w,
  wordings,
  zone,
}: {
  chat: ChatShown;
  wording: Wording;
  wordings: Wordings;
  zone: string;
}) {
  const { persona, locale, messages } = chat;
  const who = personaName(w, persona);
  const title = `who-${persona.id}`;
  return (
    <article class="phone" data-persona={persona.id} aria-labelledby={title} hidden={!shownFirst.has(persona.id)}>
      <h3 id={title}>{who}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <div class="scroll" tabIndex={0} role="log" aria-labelledby={title}>
        <ol class="log" lang={locale}>
          <ChatLog wording={wordings(locale)} zone={zone} messages={messages} />
        </ol>
      </div>
      <form class="say" autocomplete="off">
        <label class="attach" title={w.say('page.try.file')}>
          <input type="file" name="file" aria-label={`${w.say('page.try.file')} · ${who}`} />
          <svg aria-hidden="true" viewBox="0 0 24 24" width="22" height="22">
            <path
              d="M8 12.5l6-6a3 3 0 0 1 4.3 4.3l-8.2 8.2a5 5 0 0 1-7-7L11 4"
              fill="none"
              stroke="currentColor"
              stroke-width="1.8"
              stroke-linecap="round"
            />
          </svg>
        </label>
        <input
          type="text"
          name="text"
          aria-label={w.say('page.try.message-of', { who })}
          placeholder={w.say('page.try.placeholder')}
        />
        <button type="submit">{w.say('common.send')}</button>
      </form>
    </article>
  );
}
