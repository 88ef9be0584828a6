import { type Answers, askedFields, type Field, type Form } from './form.ts';

/** One page of a form, given what was answered so far. */
export interface Page {
  /** The first section of the page; names it. */
  readonly name: string;
  readonly fields: readonly Field[];
}

/** The pages of a form on which something is asked, in the order of the form. */
export function pagesOf(form: Form, answers: Answers): Page[] {
  const asked = askedFields(form, answers);
  if (!form.pages) return asked.length > 0 ? [{ name: asked[0]?.section ?? form.id, fields: asked }] : [];
  return form.pages.flatMap((sections) => {
    const fields = asked.filter(({ section }) => sections.includes(section));
    return fields.length > 0 ? [{ name: sections[0] ?? form.id, fields }] : [];
  });
}

/** Whether another answer to this field changes what is asked on the page that the field stands on. */
export const steers = (form: Form, answers: Answers, field: Field): boolean => {
  if (!('options' in field)) return false;
  const asked = (answer: Answers[string]) =>
    pageWith(pagesOf(form, { ...answers, [field.name]: answer }), field)
      ?.fields.map(({ name }) => name)
      .join();
  const none = asked(null);
  return field.options.some((code) => asked(field.kind === 'choices' ? [code] : code) !== none);
};

export const pageWith = (pages: readonly Page[], { name }: Pick<Field, 'name'>): Page | undefined =>
  pages.find(({ fields }) => fields.some((field) => field.name === name));
