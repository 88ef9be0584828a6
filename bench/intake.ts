import { benchAcknowledgement } from './acknowledgement.ts';
import { benchGround } from './ground.ts';
import { benchReferrals } from './referrals.ts';
import { benchSlackAcknowledgement } from './slack-acknowledgement.ts';

export async function benchIntake(): Promise<void> {
  const ground = await benchGround();
  try {
    await benchAcknowledgement(ground);
    await benchSlackAcknowledgement(ground);
    await benchReferrals(ground);
  } finally {
    await ground.end();
  }
}
