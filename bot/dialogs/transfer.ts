import { acceptTransfer, askTransfer, refuseTransfer } from '../../core/case/transfer.ts';
import { mayReachCase } from './may-reach.ts';
import type { DialogPart } from './turn.ts';

/** A case goes to the office of another municipality, once that one says yes. */
export const transfer: DialogPart = {
  taps: {
    async transfer(turn, having) {
      const { id, number, officeId } = await mayReachCase(turn, having, 'case.ask-transfer');
      turn.keepButtons();
      const here = await turn.db.office.findUniqueOrThrow({ where: { id: officeId } });
      const others = await turn.db.office.findMany({
        where: { municipalityId: { not: here.municipalityId } },
        orderBy: { name: 'asc' },
        take: 60,
      });
      const text = others.length > 0 ? 'takeover.which-office' : 'takeover.no-office';
      await turn.replyLines([{ text, params: { case: number } }], {
        buttons: others.map((office) => ({
          act: `transfer:${office.id}`,
          does: 'transfer-to',
          having: { case: id, office: office.id },
          params: { office: { office: office.id } },
        })),
      });
    },
    async 'transfer-to'(turn, having) {
      const { number } = await turn.through(askTransfer, { caseId: having['case'], toOfficeId: having['office'] });
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
};
