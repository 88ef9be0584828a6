import type { Rule } from './rule.ts';

export interface Pack {
  readonly id: string;
  readonly title: string;
  readonly rules: readonly Rule[];
}

type RuleText = Omit<Rule, 'id' | 'pack' | 'version' | 'document' | 'ends'> & {
  readonly version?: number;
  readonly ends?: Rule['ends'];
};

export const rule = (id: string, text: RuleText) => ({ id, ...text });

/** Rules of one document. `ends` are the facts that end every rule of the pack. */
export function pack(
  id: string,
  title: string,
  common: { document: string; ends: Rule['ends'] },
  rules: readonly (RuleText & { id: string })[],
): Pack {
  return {
    id,
    title,
    rules: rules.map((text) => ({
      version: 1,
      ...text,
      pack: id,
      document: common.document,
      ends: text.ends ?? common.ends,
    })),
  };
}
