/** Something that comes round by itself: drafts that are reminded of or deleted, keys that are rewrapped. */
export interface Chore {
  readonly name: string;
  /** Does what is due at the instant, once however often it is asked. Returns how much it did. */
  perform(now: Date): Promise<number>;
  /** The next instant after this one at which something will be due; null: none is known. */
  nextAt(after: Date): Promise<Date | null>;
}
