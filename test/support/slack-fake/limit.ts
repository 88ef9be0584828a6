import { type Fields, fieldsOf, isFields, stringOf } from './fields.ts';

/** Collects what a document breaks: `where` names the place as the platform does, `what` the rule. */
export type Complain = (where: string, what: string) => void;

/** Characters as the platform counts them. */
export const lengthOf = (text: string) => [...text].length;

export function atMost(value: unknown, most: number, where: string, complain: Complain) {
  if (value === undefined) return;
  if (typeof value !== 'string') return complain(where, 'must be a string');
  const length = lengthOf(value);
  if (length > most) complain(where, `${length} characters, at most ${most}`);
}

type TextRule = { most: number; required?: boolean; plainOnly?: boolean };

/** A text object. https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
export function textObject(value: unknown, { most, required, plainOnly }: TextRule, where: string, complain: Complain) {
  if (value === undefined) return required ? complain(where, 'is missing') : undefined;
  if (!isFields(value)) return complain(where, 'must be a text object');
  const { type, text } = value;
  if (type !== 'plain_text' && (plainOnly || type !== 'mrkdwn')) complain(where, `type ${String(type)} is not allowed`);
  if (stringOf(text) === '') return complain(where, 'text is empty');
  atMost(text, most, `${where}.text`, complain);
  if (type === 'mrkdwn') escaped(stringOf(text), `${where}.text`, complain);
}

/**
 * In mrkdwn an unescaped `<` starts a link or a mention and swallows what follows.
 * https://docs.slack.dev/messaging/formatting-message-text/#escaping
 */
export function escaped(text: string, where: string, complain: Complain) {
  if (/<(?![@#!]|[a-z][a-z0-9+.-]*:)/i.test(text)) complain(where, 'has an unescaped <');
}

export const textIn = (value: unknown): string => stringOf(fieldsOf(value)['text']);

/** The confirmation dialog. https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object */
export function confirmation({ confirm }: Fields, where: string, complain: Complain) {
  if (confirm === undefined) return;
  const place = `${where}.confirm`;
  const { title, text, confirm: yes, deny } = fieldsOf(confirm);
  textObject(title, { most: 100, required: true, plainOnly: true }, `${place}.title`, complain);
  textObject(text, { most: 300, required: true }, `${place}.text`, complain);
  textObject(yes, { most: 30, required: true, plainOnly: true }, `${place}.confirm`, complain);
  textObject(deny, { most: 30, required: true, plainOnly: true }, `${place}.deny`, complain);
}
