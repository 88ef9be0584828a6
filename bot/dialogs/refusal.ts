import type { Refused } from '../../core/errors.ts';
import type { Line } from '../../core/message.ts';

/** What the rules refused, in a sentence with the way on. Codes and numbers of the refusal stand in it as they are. */
export const refusal = ({ reason, detail }: Refused): Line => ({ text: `refused.${reason}`, params: { ...detail } });
