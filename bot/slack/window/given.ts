import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { Typed } from '../../dialogs/form-walk/typed.ts';
import type { Answers } from '../../forms/form.ts';
import { type SlackFile, slackFile } from '../file.ts';
import { fieldOf } from './block.ts';

const chosen = z.object({ value: z.string() });

const value = z.object({
  value: z.string().nullish(),
  selected_option: chosen.nullish(),
  selected_options: z.array(chosen).nullish(),
  /** Unix seconds. */
  selected_date_time: z.number().nullish(),
  files: z.array(slackFile).nullish(),
  type: z.string(),
});

/** What comes of a window: that it was sent, closed, or something in it was touched. */
export const viewPayload = z.object({
  trigger_id: z.string().optional(),
  view: z.object({
    id: z.string(),
    hash: z.string().default(''),
    callback_id: z.string().default(''),
    private_metadata: z.string().default(''),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), value)).default({}) }).nullish(),
  }),
  actions: z.array(z.looseObject({ action_id: z.string(), value: z.string().nullish() })).optional(),
});
export type Given = z.infer<typeof viewPayload>;

/** What a sent window is answered with; nothing closes it. */
export type ViewResponse =
  | { readonly response_action: 'update'; readonly view: ModalView }
  | { readonly response_action: 'errors'; readonly errors: Record<string, string> }
  | { readonly response_action: 'clear' }
  | undefined;

/** By field. An instant comes as seconds and goes on as ISO. */
export function typedIn({ view }: Given): Record<string, Typed> {
  const blocks = Object.entries(view.state?.values ?? {});
  return Object.fromEntries(blocks.map(([block, actions]) => [fieldOf(block), typedOf(Object.values(actions)[0])]));
}

/**
 * Without the moments that stand in the window as they were answered: it knows whole seconds only, and an answer that
 * nobody changed must not start its limit anew.
 */
export const changedIn = (given: Given, answers: Answers): Record<string, Typed> =>
  Object.fromEntries(Object.entries(typedIn(given)).filter(([field, typed]) => !isSecondOf(typed, answers[field])));

const isSecondOf = (typed: Typed, answer: Answers[string] | undefined): boolean =>
  typeof typed === 'string' && typeof answer === 'string' && instant.test(typed) && instant.test(answer)
    ? typed.slice(0, 19) === answer.slice(0, 19)
    : false;

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function typedOf(given: z.infer<typeof value> | undefined): Typed {
  if (!given) return null;
  if (given.selected_options) return given.selected_options.map((option) => option.value);
  if (given.selected_date_time) return new Date(given.selected_date_time * 1000).toISOString();
  return given.selected_option?.value ?? given.value ?? null;
}

/** By field: the block that it stands in, in the window that came. */
export const blocksIn = ({ view }: Given): Record<string, string> =>
  Object.fromEntries(Object.keys(view.state?.values ?? {}).map((block) => [fieldOf(block), block]));

/** By block: the files that were put into it. */
export function filesIn({ view }: Given): { readonly block: string; readonly files: readonly SlackFile[] } | null {
  for (const [block, actions] of Object.entries(view.state?.values ?? {})) {
    const files = Object.values(actions)[0]?.files;
    if (files && files.length > 0) return { block, files };
  }
  return null;
}
