import { Refused } from '../../../core/errors.ts';
import { refusal } from '../../dialogs/refusal.ts';
import type { Who, WindowParts } from '../parts.ts';
import { checkSubmitted } from './check-submitted.ts';
import { type Given, type ViewResponse, viewPayload } from './given.ts';
import { lastPage } from './last-page.ts';
import { cutTo } from './limits.ts';
import { pageSubmitted } from './page-submitted.ts';
import { type Speaker, speakerTo } from './speaker.ts';
import { textSubmitted } from './text-submitted.ts';

export type { ViewResponse } from './given.ts';

/** A window was sent. The same one again does nothing twice, and is shown where things stand. */
export async function viewSubmitted(parts: WindowParts, payload: unknown, who: Who): Promise<ViewResponse> {
  const given = viewPayload.parse(payload);
  const speaker = await speakerTo(parts, who.personId);
  try {
    return await answered(parts, speaker, given, who);
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    return refusedIn(speaker, given, fault);
  }
}

function answered(parts: WindowParts, speaker: Speaker, given: Given, who: Who): Promise<ViewResponse> {
  switch (given.view.callback_id) {
    case 'form':
      return pageSubmitted(parts, speaker, given, who);
    case 'check':
      return checkSubmitted(parts, speaker, given, who);
    case 'text':
      return textSubmitted(parts, speaker, given, who);
    default:
      return Promise.resolve(undefined);
  }
}

/** Said at the first input; where there is none, or nothing can be done about it here, the window says it and ends. */
async function refusedIn(speaker: Speaker, { view }: Given, fault: Refused): Promise<ViewResponse> {
  const [block] = Object.keys(view.state?.values ?? {});
  const line = refusal(fault);
  if (block && isAboutAnswer(fault)) {
    return { response_action: 'errors', errors: { [block]: cutTo('error', await speaker.line(line)) } };
  }
  return { response_action: 'update', view: await lastPage(speaker, 'closed', line) };
}

const isAboutAnswer = ({ reason }: Refused): boolean => /^(answer|date|number|file|input)-/.test(reason);
