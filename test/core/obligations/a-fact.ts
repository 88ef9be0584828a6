import type { Detail, Fact, FactKind, SubjectType } from '../../../core/fact.ts';
import { newId } from '../../../core/id.ts';

export const theCase = newId();

/** A fact with everything that does not matter filled in. */
export function aFact(
  kind: FactKind,
  happenedAt: string | Date,
  more: { subject?: SubjectType; subjectId?: string; detail?: Detail; voidsId?: string; id?: string } = {},
): Fact {
  const at = typeof happenedAt === 'string' ? new Date(happenedAt) : happenedAt;
  return {
    id: more.id ?? newId(),
    subject: { type: more.subject ?? 'case', id: more.subjectId ?? theCase },
    kind,
    happenedAt: at,
    recordedAt: at,
    byId: null,
    caseId: more.subjectId ?? theCase,
    voidsId: more.voidsId ?? null,
    detail: more.detail ?? {},
  };
}
