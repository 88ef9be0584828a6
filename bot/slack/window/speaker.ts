import type { Line } from '../../../core/message.ts';
import { said } from '../../../core/rendering/argument.ts';
import { instantsIn } from '../../../core/rendering/said-once.ts';
import { type Listener, listenerOf } from '../../../core/rendering.ts';
import type { Params, WordingKey } from '../../../core/wording.ts';
import type { DeskParts } from '../parts.ts';
import { inSlackWords } from '../said.ts';

/** Says things to one person, in that person's language and by that person's clock. */
export interface Speaker {
  readonly listener: Listener;
  word(key: WordingKey, params?: Params): string;
  /** A name that is put together when the program runs. */
  named(name: string, params?: Params): string;
  has(name: string): boolean;
  line(line: Line): Promise<string>;
  /** Of an office's place: "Police 192 · …". */
  emergency(officeId: string): Promise<string>;
}

type SpeakerParts = Pick<DeskParts, 'store' | 'keyring' | 'wording' | 'render'>;

export async function speakerTo(parts: SpeakerParts, personId: string): Promise<Speaker> {
  const { store, keyring, render } = parts;
  const listener = await listenerOf(store, personId);
  const wording = parts.wording(listener.locale);
  return {
    listener,
    word: wording.say,
    named: wording.sayNamed,
    has: wording.has,
    async line({ text, params }) {
      const instants = instantsIn(wording, listener.zone);
      const telling = { db: store, keyring, wording, instants, addressOf: noAddress };
      return inSlackWords(instants.written(await said(telling, text, params)));
    },
    async emergency(officeId) {
      const message = { id: noMessage, template: 'emergency', params: { emergency: officeId }, field: null };
      return (await render({ ...message, lane: 'answer' }, listener)).text;
    },
  };
}

/** No buttons hang under it. */
const noMessage = '00000000-0000-0000-0000-000000000000';

const noAddress = (): never => {
  throw new Error('a line holds no link');
};
