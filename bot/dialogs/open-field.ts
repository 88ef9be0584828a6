import { z } from 'zod';
import type { Db } from '../../core/store.ts';
import { forms } from './all.ts';
import { walkDialog } from './form-walk/filing.ts';

const standing = z.object({ form: z.string(), field: z.string().nullable() });

/** Is a file asked for right now? Only then is one fetched from a platform. */
export async function wantsFile(db: Db, personId: string): Promise<boolean> {
  const open = await db.conversation.findUnique({ where: { personId } });
  if (open?.dialog !== walkDialog) return false;
  const stands = standing.safeParse(open.state);
  if (!stands.success) return false;
  const form = forms.find((one) => one.id === stands.data.form);
  return form?.fields.find((field) => field.name === stands.data.field)?.kind === 'files';
}

/** May an answer to a field of this name say something of a person? A field that no form knows may. */
export function isPersonalField(name: string): boolean {
  const named = forms.flatMap((form) => form.fields).filter((field) => field.name === name);
  return named.length === 0 || named.some((field) => field.personal);
}
