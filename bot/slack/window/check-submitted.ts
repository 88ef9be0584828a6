import { pagesOf, pageWith } from '../../forms/page.ts';
import { teamOf } from '../address.ts';
import type { Who, WindowParts } from '../parts.ts';
import { viewUpdate } from '../update-id.ts';
import { drawn, opened } from './draw.ts';
import { during } from './during.ts';
import { form, openIn } from './form.ts';
import type { Given, ViewResponse } from './given.ts';
import { donePage } from './last-page.ts';
import { readPlace } from './place.ts';
import type { Speaker } from './speaker.ts';

/** The summary was sent: the form is filed. A second Send shows what became of the first. */
export async function checkSubmitted(
  parts: WindowParts,
  speaker: Speaker,
  { view }: Given,
  who: Who,
): Promise<ViewResponse> {
  const { draft } = readPlace('check', view.private_metadata);
  const updateId = viewUpdate(teamOf(who.address), view.id, view.hash);
  const { outcome, next } = await during(parts, who, { updateId }, async (turn) => {
    const walk = await openIn(turn, draft);
    return walk ? form.send(turn, walk) : 'sent';
  });
  if (typeof outcome === 'string')
    return { response_action: 'update', view: await drawn(parts, speaker, draft, toCheck) };
  const { missing, refused } = outcome;
  if (missing) {
    const pageOfMissing = ({ filing, answers }: Parameters<typeof toCheck>[0]) =>
      pageWith(pagesOf(filing.form, answers), missing) ?? null;
    return { response_action: 'update', view: await drawn(parts, speaker, draft, pageOfMissing, { check: true }) };
  }
  if (refused) {
    return { response_action: 'update', view: await drawn(parts, speaker, draft, toCheck, { before: [refused] }) };
  }
  return { response_action: 'update', view: next ? await opened(parts, speaker, next) : await donePage(speaker) };
}

const toCheck = (_: Parameters<Parameters<typeof drawn>[3]>[0]) => null;
