import { z } from 'zod';

/** Which window of what: kept by the platform beside the window. Ids and codes only. */
const places = {
  /** One page of a form; `check`: taken up again from the summary. */
  form: z.object({ draft: z.uuid(), page: z.string(), check: z.boolean().optional() }),
  check: z.object({ draft: z.uuid() }),
  /** The question that is answered: the dialog, and what it remembers of it (ids and codes). */
  text: z.object({ dialog: z.string(), state: z.string().max(2000) }),
} as const;

export type FormPlace = z.infer<typeof places.form>;
export type CheckPlace = z.infer<typeof places.check>;
export type TextPlace = z.infer<typeof places.text>;

export const readPlace = <Name extends keyof typeof places>(name: Name, metadata: string) =>
  places[name].parse(JSON.parse(metadata)) as z.infer<(typeof places)[Name]>;

export const written = (place: FormPlace | CheckPlace | TextPlace): string => JSON.stringify(place);
