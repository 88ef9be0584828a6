import { acceptTransfer, askTransfer, refuseTransfer } from '../../core/case/transfer.ts';
import { foldName } from '../../core/vault.ts';
import { mayReachCase } from './may-reach.ts';
import type { DialogPart, Turn } from './turn.ts';

/** So many offices are offered one by one; of more the name is asked. */
const mostOffered = 5;

/** A case goes to the office of another municipality, once that one says yes. */
export const transfer: DialogPart = {
  taps: {
    async transfer(turn, having) {
      const { id, number, officeId } = await mayReachCase(turn, having, 'case.ask-transfer');
      turn.keepButtons();
      const others = await officesElsewhere(turn, officeId);
      const few = others.length <= mostOffered;
      const text = others.length === 0 ? 'no-office' : few ? 'which-office' : 'name-office';
      await turn.replyLines([{ text: `takeover.${text}`, params: { case: number } }]);
      if (few) return offer(turn, id, others);
      await turn.remember({ dialog: 'transfer', state: { case: id } });
    },
    async 'transfer-to'(turn, having) {
      const { number } = await turn.through(askTransfer, { caseId: having['case'], toOfficeId: having['office'] });
      if (turn.open?.dialog === 'transfer') await turn.remember(null);
      await turn.replyLines([{ text: 'takeover.transfer-sent', params: { case: number } }]);
    },
    async 'accept-transfer'(turn, having) {
      const { number } = await turn.through(acceptTransfer, { transferId: having['transfer'] });
      await turn.replyLines([{ text: 'takeover.transfer-taken', params: { case: number } }]);
    },
    async 'refuse-transfer'(turn, having) {
      const { number } = await turn.through(refuseTransfer, { transferId: having['transfer'] });
      await turn.replyLines([{ text: 'takeover.transfer-not-taken', params: { case: number } }]);
    },
  },
  hears: {
    async transfer(turn, state) {
      const found = await mayReachCase(turn, { case: String(state['case']) }, 'case.ask-transfer');
      const typed = turn.incoming.kind === 'text' ? foldName(turn.incoming.text) : [];
      const named = (await officesElsewhere(turn, found.officeId)).filter(({ name }) => {
        const words = foldName(name);
        return typed.length > 0 && typed.every((word) => words.some((one) => one.startsWith(word)));
      });
      if (named.length > 0) return offer(turn, found.id, named.slice(0, mostOffered));
      await turn.replyLines([{ text: 'takeover.office-unknown', params: { case: found.number } }]);
    },
  },
};

interface Elsewhere {
  readonly id: string;
  readonly name: string;
}

async function officesElsewhere(turn: Turn, officeId: string): Promise<Elsewhere[]> {
  const here = await turn.db.office.findUniqueOrThrow({ where: { id: officeId } });
  return turn.db.office.findMany({
    where: { municipalityId: { not: here.municipalityId } },
    orderBy: { name: 'asc' },
    select: { id: true, name: true },
  });
}

async function offer(turn: Turn, caseId: string, offices: readonly Elsewhere[]): Promise<void> {
  for (const { id } of offices) {
    await turn.reply(
      'transfer-offer',
      { office: id },
      { buttons: [{ act: `transfer:${id}`, does: 'transfer-to', having: { case: caseId, office: id } }] },
    );
  }
}
