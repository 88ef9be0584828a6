import { recordComprehensiveAssessment } from '../../core/case/comprehensive-assessment.ts';
import { recordHomeVisit } from '../../core/case/home-visit.ts';
import { recordImmediateAction } from '../../core/case/immediate-action.ts';
import { recordInitialAssessment } from '../../core/case/initial-assessment.ts';
import { register } from '../../core/case/register.ts';
import type { ButtonWanted } from '../../core/message.ts';
import { e2 } from '../forms/e-2.ts';
import { e3Comprehensive } from '../forms/e-3-comprehensive.ts';
import { e3Initial } from '../forms/e-3-initial.ts';
import { e6HomeVisit } from '../forms/e-6-home-visit.ts';
import type { Answers } from '../forms/form.ts';
import { immediateAction } from '../forms/immediate-action.ts';
import { beginForm, type Filing } from './form-walk.ts';
import { mayReachCase } from './may-reach.ts';
import type { DialogPart } from './turn.ts';

const about = (caseId: string | null, ...does: string[]): ButtonWanted[] =>
  caseId ? [...does, 'more'].map((one) => ({ act: one, does: one, having: { case: caseId } })) : [];

/** What was skipped or not asked is not there: the act says which of it is needed. */
const given = (answers: Answers): Record<string, unknown> =>
  Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== null && value !== undefined));

const without = (codes: unknown, none: string): unknown =>
  Array.isArray(codes) ? codes.filter((code) => code !== none) : [];

export const registrationFiling: Filing = {
  form: e2,
  async file(turn, { draftId, caseId, answers }) {
    const { metAt, childInformed, familyInformed, ...rest } = given(answers);
    const { number, guardianNeeded, consent } = await turn.through(register, {
      ...rest,
      id: draftId,
      caseId,
      happenedAt: metAt,
      childInformed: childInformed === 'yes',
      familyInformed: familyInformed === 'yes',
    });
    await turn.replyLines(
      [
        { text: 'case.registered', params: { case: number } },
        ...(consent === 'given' ? [] : [{ text: 'case.no-consent', params: { consent } }]),
        ...(guardianNeeded ? [{ text: 'case.guardian-needed' }] : []),
      ],
      { buttons: about(caseId) },
    );
  },
};

export const initialAssessmentFiling: Filing = {
  form: e3Initial,
  async file(turn, { draftId, caseId, answers }) {
    const { madeAt, hazards, sectors, ...rest } = given(answers);
    const { number, actNow } = await turn.through(recordInitialAssessment, {
      ...rest,
      id: draftId,
      caseId,
      happenedAt: madeAt,
      sectors: sectors ?? [],
      hazards: without(hazards, 'none'),
    });
    await turn.replyLines([{ text: actNow ? 'case.assessed-act-now' : 'case.assessed', params: { case: number } }], {
      buttons: about(caseId, ...(actNow ? ['immediate-action'] : ['home-visit'])),
    });
  },
};

export const comprehensiveAssessmentFiling: Filing = {
  form: e3Comprehensive,
  async file(turn, { draftId, caseId, answers }) {
    const { madeAt, ...rest } = given(answers);
    const wanted = { ...rest, id: draftId, caseId, happenedAt: madeAt };
    const { number, actNow } = await turn.through(recordComprehensiveAssessment, wanted);
    await turn.replyLines(
      [{ text: actNow ? 'case.assessed-act-now' : 'case.assessed-fully', params: { case: number } }],
      { buttons: about(caseId, ...(actNow ? ['immediate-action'] : [])) },
    );
  },
};

export const homeVisitFiling: Filing = {
  form: e6HomeVisit,
  async file(turn, { draftId, caseId, answers }) {
    const { visitedAt, seen, ...rest } = given(answers);
    const { number, made } = await turn.through(recordHomeVisit, {
      ...rest,
      id: draftId,
      caseId,
      happenedAt: visitedAt,
      seen: without(seen, 'nobody'),
    });
    await turn.replyLines([{ text: made ? 'case.visited' : 'case.visit-tried', params: { case: number } }], {
      buttons: about(caseId),
    });
  },
};

export const immediateActionFiling: Filing = {
  form: immediateAction,
  async file(turn, { draftId, caseId, answers }) {
    const { actedAt, ...rest } = given(answers);
    const wanted = { ...rest, id: draftId, caseId, happenedAt: actedAt };
    const { number } = await turn.through(recordImmediateAction, wanted);
    await turn.replyLines([{ text: 'case.acted', params: { case: number } }], { buttons: about(caseId) });
  },
};

/** By the tap that begins it: the name stands in the rules of the law (`fulfil`). */
const byTap = {
  register: [registrationFiling, 'case.register'],
  'initial-assessment': [initialAssessmentFiling, 'case.record-initial-assessment'],
  'comprehensive-assessment': [comprehensiveAssessmentFiling, 'case.record-comprehensive-assessment'],
  'home-visit': [homeVisitFiling, 'case.record-home-visit'],
  'immediate-action': [immediateActionFiling, 'case.record-immediate-action'],
} as const;

export const caseFilings: readonly Filing[] = Object.values(byTap).map(([filing]) => filing);

/** Buttons stay: a draft can be left and taken up again from the same reminder. */
export const caseForms: DialogPart = {
  taps: Object.fromEntries(
    Object.entries(byTap).map(([tap, [filing, act]]) => [
      tap,
      async (turn, having) => {
        const { id } = await mayReachCase(turn, having, act);
        turn.keepButtons();
        await beginForm(turn, filing, { caseId: id });
      },
    ]),
  ),
};
