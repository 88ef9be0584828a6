import type { Refused } from '../../core/errors.ts';
import { type Line, lineValue } from '../../core/message.ts';

/** What the rules refused, in a sentence with the way on. A detail that no sentence can hold is for the API alone. */
export const refusal = ({ reason, detail }: Refused): Line => ({
  text: `refused.${reason}`,
  params: Object.fromEntries(Object.entries(detail).filter(([, value]) => lineValue.safeParse(value).success)),
});
