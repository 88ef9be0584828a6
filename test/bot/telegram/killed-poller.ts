import { appendFileSync } from 'node:fs';
import { startTelegram } from '../../../bot/telegram/telegram.ts';
import { loadWording } from '../../../core/wording.ts';

// A poller that commits one update (a line in a file) and is killed before it can confirm it.
const [, , token = '', apiRoot = '', file = ''] = process.argv;

startTelegram({
  token,
  apiRoot,
  way: { by: 'polling', lease: { hold: async () => true, release: async () => undefined } },
  converse: async ({ updateId }) => {
    appendFileSync(file, `${updateId}\n`);
    process.kill(process.pid, 'SIGKILL');
    return 'done';
  },
  whoIs: async () => ({ personId: 'person', accountId: 'account' }),
  wantsFile: async () => false,
  chatBlocked: async () => undefined,
  chatBack: async () => undefined,
  deadLetter: async () => undefined,
  storeAnswers: async () => undefined,
  wording: loadWording(),
  log: { info: () => undefined, warn: () => undefined },
});
