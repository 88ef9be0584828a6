import type { Wording } from '../wording.ts';

/** Instants of one text. They stand in it as marks until it is whole: only then is it known which one comes first. */
export interface Instants {
  mark(at: Date): string;
  /** The text with its instants in words; the zone is named behind the first alone. */
  written(text: string): string;
}

// Of the private use area: no text holds them, and no alphabet changes them.
const [open, close] = ['\uE000', '\uE001'];
const marks = new RegExp(`${open}(\\d+)${close}`, 'g');

export function instantsIn(wording: Wording, zone: string): Instants {
  const found: Date[] = [];
  return {
    mark(at) {
      found.push(at);
      return `${open}${found.length - 1}${close}`;
    },
    written(text) {
      let named = false;
      return text.replace(marks, (_, index: string) => {
        const at = found[Number(index)];
        if (!at) return '';
        const said = wording.when(at, { zone, style: 'long', withZone: !named });
        named = true;
        return said;
      });
    },
  };
}
