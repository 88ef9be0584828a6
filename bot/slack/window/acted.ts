import { setTimeout as pause } from 'node:timers/promises';
import type { ModalView } from '@slack/types';
import { Refused } from '../../../core/errors.ts';
import { nextPage, type Shown } from '../../dialogs/form-walk/window.ts';
import { refusal } from '../../dialogs/refusal.ts';
import { askedFields } from '../../forms/form.ts';
import { type Page, pagesOf } from '../../forms/page.ts';
import { teamOf } from '../address.ts';
import type { Who, WindowParts } from '../parts.ts';
import { answerTo, codeOf, saidBy } from '../trouble.ts';
import { triggerUpdate, viewUpdate } from '../update-id.ts';
import { blockPreset } from './block.ts';
import { changeAction, discardAction } from './check.ts';
import { drawn, pageNamed } from './draw.ts';
import { during } from './during.ts';
import { form, openIn } from './form.ts';
import { backAction, nowAction } from './form-page.ts';
import { blocksIn, changedIn, type Given, viewPayload } from './given.ts';
import { lastPage } from './last-page.ts';
import { type FormPlace, readPlace } from './place.ts';
import { type Speaker, speakerTo } from './speaker.ts';

/** Something in a window was chosen that changes what is asked, or a button in it was tapped: it is drawn anew. */
export async function viewActed(parts: WindowParts, payload: unknown, who: Who): Promise<void> {
  const given = viewPayload.parse(payload);
  const speaker = await speakerTo(parts, who.personId);
  const draw = drawerOf(parts, speaker, given, who);
  if (!draw) return;
  try {
    await draw.first?.();
    await update(parts, given, who, draw.view);
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    await update(parts, given, who, () => lastPage(speaker, 'closed', refusal(fault)));
  }
}

interface Drawer {
  /** What is done before. */
  readonly first?: () => Promise<unknown>;
  readonly view: () => Promise<ModalView>;
}

function drawerOf(parts: WindowParts, speaker: Speaker, given: Given, who: Who): Drawer | null {
  const action = given.actions?.[0];
  const { callback_id: callback, private_metadata: metadata } = given.view;
  if (!action) return null;
  if (callback === 'form') {
    const place = readPlace('form', metadata);
    if (action.action_id === backAction) {
      return {
        first: () => keep(parts, place, given, who),
        view: () => drawn(parts, speaker, place.draft, before(place)),
      };
    }
    const blocks = blocksIn(given);
    const now = action.action_id === nowAction ? (action.value ?? '') : null;
    return {
      async first() {
        const { outcome } = await keep(parts, place, given, who, now);
        if (now !== null && outcome instanceof Date) blocks[now] = blockPreset(now, outcome);
      },
      view: () => drawn(parts, speaker, place.draft, same(place), { ...shape(place), blocks }),
    };
  }
  if (callback !== 'check') return null;
  const { draft } = readPlace('check', metadata);
  if (action.action_id === changeAction) {
    return { view: () => drawn(parts, speaker, draft, pageNamed(action.value ?? ''), { check: true }) };
  }
  if (action.action_id !== discardAction) return null;
  return {
    first: () => during(parts, who, { updateId: idOf(given, who) }, (turn) => discard(turn, draft)),
    view: () => lastPage(speaker, 'closed', { text: 'common.cancelled' }),
  };
}

const shape = ({ check }: FormPlace) => (check ? { check } : {});

/** The same tap again must not put back what was answered since. */
const idOf = ({ trigger_id: triggerId }: Given, { address }: Who): string | null =>
  triggerId ? triggerUpdate(teamOf(address), triggerId) : null;

/** What stands in the window, and this moment for the field `now`. Returns the moment that was kept for it. */
const keep = (parts: WindowParts, { draft }: FormPlace, given: Given, who: Who, now: string | null = null) =>
  during(parts, who, { updateId: idOf(given, who) }, async (turn) => {
    const walk = await openIn(turn, draft);
    if (!walk) return null;
    const isAsked = askedFields(walk.filing.form, walk.answers).some(
      ({ name, kind }) => name === now && kind === 'instant',
    );
    const moment = now !== null && isAsked ? { [now]: turn.now.toISOString() } : {};
    await form.keep(turn, walk, { ...changedIn(given, walk.answers), ...moment }, false);
    return isAsked ? turn.now : null;
  });

async function discard(turn: Parameters<typeof form.discard>[0], draft: string): Promise<void> {
  const walk = await openIn(turn, draft);
  if (walk) await form.discard(turn, walk);
}

/** The page before; the summary where the page was opened from there. */
const before =
  ({ page, check }: FormPlace) =>
  ({ filing, answers }: Shown): Page | null => {
    if (check) return null;
    const pages = pagesOf(filing.form, answers);
    return pages[Math.max(0, pages.findIndex(({ name }) => name === page) - 1)] ?? null;
  };

const same = (place: FormPlace) => (walk: Shown) => pageNamed(place.page)(walk) ?? nextPage(walk);

/**
 * The window may have been drawn anew meanwhile: then it is read again and drawn once, whatever stands there; unless that
 * page was sent, and what follows it stands there. A platform that asks for a short wait is waited for.
 */
async function update(
  parts: WindowParts,
  { view: { id, hash } }: Given,
  { address }: Who,
  draw: () => Promise<ModalView>,
): Promise<void> {
  const { client, log } = parts;
  const notDrawn = (trouble: unknown) =>
    log.warn({ channel: 'slack', code: codeOf(trouble) }, 'a window was not drawn anew');
  try {
    await client.views.update({ view_id: id, hash, view: await draw() });
  } catch (trouble) {
    if (trouble instanceof Refused) throw trouble;
    if (saidBy(trouble) === 'hash_conflict') {
      if (await wasSent(parts, viewUpdate(teamOf(address), id, hash))) return;
      await client.views.update({ view_id: id, view: await draw() }).catch(notDrawn);
      return;
    }
    const answer = answerTo(trouble);
    if (answer.is !== 'later' || answer.afterMs > mostWaitingMs) return notDrawn(trouble);
    await pause(answer.afterMs, undefined, { ref: false });
    await client.views.update({ view_id: id, hash, view: await draw() }).catch(notDrawn);
  }
}

/** Somebody looks at the window: later than this, a tap was repeated. */
const mostWaitingMs = 5_000;

const wasSent = async ({ store }: WindowParts, externalId: string): Promise<boolean> =>
  (await store.inbox.findUnique({ where: { channel_externalId: { channel: 'slack', externalId } } })) !== null;
