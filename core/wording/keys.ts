/** The catalogues by their file name, in the language that the others are checked against. */
interface Catalogue {
  email: typeof import('../../locales/en/email.json', { with: { 'resolution-mode': 'import' }});
  case: typeof import('../../locales/en/case.json', { with: { 'resolution-mode': 'import' }});
  takeover: typeof import('../../locales/en/takeover.json', { with: { 'resolution-mode': 'import' }});
  form: typeof import('../../locales/en/form.json', { with: { 'resolution-mode': 'import' }});
  referral: typeof import('../../locales/en/referral.json', { with: { 'resolution-mode': 'import' }});
  refused: typeof import('../../locales/en/refused.json', { with: { 'resolution-mode': 'import' }});
  settings: typeof import('../../locales/en/settings.json', { with: { 'resolution-mode': 'import' }});
  talk: typeof import('../../locales/en/talk.json', { with: { 'resolution-mode': 'import' }});
  unreachable: typeof import('../../locales/en/unreachable.json', { with: { 'resolution-mode': 'import' }});
  rule: typeof import('../../locales/en/rule.json', { with: { 'resolution-mode': 'import' }});
  reminder: typeof import('../../locales/en/reminder.json', { with: { 'resolution-mode': 'import' }});
  message: typeof import('../../locales/en/message.json', { with: { 'resolution-mode': 'import' }});
  button: typeof import('../../locales/en/button.json', { with: { 'resolution-mode': 'import' }});
  common: typeof import('../../locales/en/common.json', { with: { 'resolution-mode': 'import' }});
  telegram: typeof import('../../locales/en/telegram.json', { with: { 'resolution-mode': 'import' }});
  slack: typeof import('../../locales/en/slack.json', { with: { 'resolution-mode': 'import' }});
  page: typeof import('../../locales/en/page.json', { with: { 'resolution-mode': 'import' }});
  window: typeof import('../../locales/en/window.json', { with: { 'resolution-mode': 'import' }});
  desk: typeof import('../../locales/en/desk.json', { with: { 'resolution-mode': 'import' }});
  time: typeof import('../../locales/en/time.json', { with: { 'resolution-mode': 'import' }});
}

type Path<Tree> = {
  [Name in keyof Tree & string]: Tree[Name] extends string ? Name : `${Name}.${Path<Tree[Name]>}`;
}[keyof Tree & string];

/** The name of a text: file, then the path in it, as `common.yes`. */
export type WordingKey = Path<{ [File in keyof Catalogue]: Catalogue[File] }>;
