import type { Wording } from '../../core/wording.ts';
import type { ChatMessage } from './chats.ts';

interface LogShown {
  readonly wording: Wording;
  readonly zone: string;
  readonly messages: readonly ChatMessage[];
}

/** What was said in one chat, oldest first. */
export function ChatLog({ wording: w, zone, messages }: LogShown) {
  if (messages.length === 0) return <li class="quiet empty">{w.say('page.try.empty')}</li>;
  return (
    <>
      {messages.map((message) => (
        <li key={message.id} class={message.from} data-template={message.template ?? undefined}>
          {message.from === 'bot' && <span class="sr-only">{w.say('page.try.bot')}: </span>}
          <p class="bubble">{message.text}</p>
          {message.buttons.length > 0 && (
            <div class="buttons">
              {message.buttons.map(({ id, act, label }) => (
                <button key={id} type="button" data-button={id} data-act={act}>
                  {label}
                </button>
              ))}
            </div>
          )}
          <time class="at" dateTime={message.at}>
            {w.when(new Date(message.at), { zone, style: 'time' })}
          </time>
        </li>
      ))}
    </>
  );
}
