import { forms } from './all.ts';

/** May an answer to a field of this name say something of a person? A field that no form knows may. */
export function isPersonalField(name: string): boolean {
  const named = forms.flatMap((form) => form.fields).filter((field) => field.name === name);
  return named.length === 0 || named.some((field) => field.personal);
}
