import type { Line } from '../../../core/message.ts';
import { missingPage, nextPage, type Shown } from '../../dialogs/form-walk/window.ts';
import type { Turn } from '../../dialogs/turn.ts';
import { teamOf } from '../address.ts';
import type { Who, WindowParts } from '../parts.ts';
import { viewUpdate } from '../update-id.ts';
import { drawn, look, opened } from './draw.ts';
import { during } from './during.ts';
import { type Arrived, arriving, attachAll } from './files.ts';
import { form, openIn } from './form.ts';
import { blocksIn, changedIn, filesIn, type Given, type ViewResponse } from './given.ts';
import { donePage } from './last-page.ts';
import { cutTo } from './limits.ts';
import { type FormPlace, readPlace } from './place.ts';
import type { Speaker } from './speaker.ts';

/** Of the three seconds that the platform waits. */
const patienceMs = 2000;

/** A page of a form: kept, with what is wrong said at its block; then the next page, the summary, or what comes after sending. */
export async function pageSubmitted(
  parts: WindowParts,
  speaker: Speaker,
  given: Given,
  who: Who,
): Promise<ViewResponse> {
  const place = readPlace('form', given.view.private_metadata);
  const files = filesIn(given);
  const arrived = files ? await arriving(parts.fetchFile, files.files, patienceMs) : [];
  const keep = (updateId: string | null) =>
    during(parts, who, { updateId }, (turn) => kept(turn, place, given, { block: files?.block ?? '', arrived }));

  let turned = await keep(viewUpdate(teamOf(who.address), given.view.id, given.view.hash));
  // A page that had something wrong comes again with the same hash: keeping it once more is right, and else harmless.
  if (turned.outcome === 'seen' && (await look(parts, speaker, place.draft)).is === 'open') turned = await keep(null);

  const { outcome, next } = turned;
  if (outcome instanceof Map && outcome.size > 0) return errorsAt(speaker, given, outcome);
  if (outcome === 'filed') {
    const view = next ? await opened(parts, speaker, next) : await donePage(speaker);
    return { response_action: 'update', view };
  }
  // From the summary back to it, unless a correction made something necessary.
  const choose = (walk: Shown) => (place.check ? missingPage(walk) : nextPage(walk, place.page));
  return { response_action: 'update', view: await drawn(parts, speaker, place.draft, choose) };
}

type Wrong = ReadonlyMap<string, Line>;

async function kept(
  turn: Turn,
  { draft }: FormPlace,
  given: Given,
  { block, arrived }: { block: string; arrived: readonly Arrived[] },
): Promise<Wrong | 'filed' | 'sent'> {
  const walk = await openIn(turn, draft);
  if (!walk) return 'sent';
  const { walk: after, wrong } = await form.keep(turn, walk, changedIn(given, walk.answers), true);
  const unkept = await attachAll(turn, draft, arrived);
  const all = unkept ? new Map([...wrong, [block, unkept]]) : wrong;
  if (all.size > 0) return all;
  return (await form.reached(turn, after)) === 'filed' ? 'filed' : all;
}

async function errorsAt(speaker: Speaker, given: Given, wrong: Wrong): Promise<ViewResponse> {
  const blocks = blocksIn(given);
  const said = [...wrong].map(
    async ([field, line]) => [blocks[field] ?? field, cutTo('error', await speaker.line(line))] as const,
  );
  return { response_action: 'errors', errors: Object.fromEntries(await Promise.all(said)) };
}
