import { rules } from '../core/obligations/register.ts';
import { presentRule } from './rules.ts';

const presented = rules.map(presentRule);

if (process.argv.includes('--json')) {
  console.log(JSON.stringify(presented, null, 2));
} else {
  const steps = (all: readonly { at: string; to: readonly string[] }[]) =>
    all.map(({ at, to }) => `${at} ${to.join('+')}`);
  for (const rule of presented) {
    console.log(`${rule.id}  [${rule.pack}, ${rule.authority}]`);
    console.log(`  source      ${rule.document} ${rule.source}`);
    console.log(`  quote       ${rule.quote}`);
    console.log(`  starts with ${rule.trigger} · owed by ${rule.owner} · limit ${rule.limit}`);
    console.log(`  reminders   ${steps(rule.reminders).join(', ') || '-'}`);
    console.log(`  escalation  ${steps(rule.escalation).join(', ') || '-'}\n`);
  }
}
