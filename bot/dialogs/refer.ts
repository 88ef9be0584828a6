import { holds } from '../../core/actor.ts';
import { openDraftsOf } from '../../core/draft/draft.ts';
import type { ButtonWanted } from '../../core/message.ts';
import { officesFor } from '../../core/referral/office-for.ts';
import { e1, e1Child } from '../forms/e-1.ts';
import { beginForm } from './form-walk.ts';
import { childFiling, reportFiling } from './report-filing.ts';
import type { DialogPart, Having, Turn } from './turn.ts';

/**
 * The beginning of a report: a draft that is open? for whom? to which office? Each answer comes back in the next button's
 * `having`; then the emergency numbers, then the first question.
 */
export const referDialog: DialogPart = {
  commands: { refer: (turn) => refer(turn) },
  taps: {
    refer: (turn) => refer(turn),
    'refer.new': (turn, having) => begin(turn, { ...having, new: true }),
    'refer.for': (turn, having) => begin(turn, { ...having, new: true }),
    'refer.office': (turn, having) => begin(turn, { ...having, new: true }),
    'refer.child': (turn, having) => begin(turn, { ...having, new: true, child: true }),
  },
};

export async function refer(turn: Turn): Promise<void> {
  const [open] = await openDraftsOf(turn.db, turn.by.id, [e1.id, e1Child.id]);
  if (!open) return begin(turn, {});
  await turn.replyLines([{ text: 'referral.open-draft', params: { at: open.touchedAt.toISOString() } }], {
    buttons: [
      { act: 'resume-draft', does: 'resume-draft', having: { draft: open.id } },
      { act: 'new', does: 'refer.new', label: 'button.new-report' },
    ],
  });
}

async function begin(turn: Turn, known: Having): Promise<void> {
  if (holds(turn.by, 'intake') && !known['way']) return askForWhom(turn, known);
  const offices = await officesFor(turn.db, turn.by);
  const office = offices.find(({ id }) => id === known['office']) ?? (offices.length === 1 ? offices[0] : undefined);
  if (!office && offices.length > 1) return askWhichOffice(turn, known, offices);
  const child = known['child'] === true;
  const given = { ...(known['way'] ? { way: String(known['way']) } : {}), ...(office ? { office: office.id } : {}) };
  if (office) await open(turn, office.id, child, known);
  await beginForm(turn, child ? childFiling : reportFiling, { given });
}

/** Numbers first; and, before anything is told, what becomes of it. */
async function open(turn: Turn, officeId: string, child: boolean, known: Having): Promise<void> {
  if (child) {
    await turn.reply('child-opening', { emergency: officeId });
    return;
  }
  const isChild: ButtonWanted = { act: 'i-am-a-child', does: 'refer.child', having: { ...known, office: officeId } };
  await turn.reply(
    'report-opening',
    { emergency: officeId, channel: turn.account.channel, verified: turn.by.verified ? 'yes' : 'no' },
    turn.by.verified ? {} : { buttons: [{ ...isChild, label: 'button.i-am-a-child' }] },
  );
}

async function askForWhom(turn: Turn, known: Having): Promise<void> {
  const ways = ['direct', 'phone', 'walk-in', 'other'];
  await turn.replyLines([{ text: 'referral.for-whom' }], {
    buttons: ways.map((way) => ({
      act: `choose:${way}`,
      does: 'refer.for',
      having: { ...known, way },
      label: `referral.way.${way}`,
    })),
  });
}

async function askWhichOffice(
  turn: Turn,
  known: Having,
  offices: readonly { readonly id: string; readonly name: string }[],
): Promise<void> {
  await turn.replyLines([{ text: 'referral.which-office' }], {
    buttons: offices.map(({ id, name }) => ({
      act: `choose:${id}`,
      does: 'refer.office',
      having: { ...known, office: id },
      label: 'button.named',
      params: { name },
    })),
  });
}
