import type { WebClient } from '@slack/web-api';
import type { Clock } from '../../core/clock.ts';
import type { Render } from '../../core/rendering.ts';
import type { Store } from '../../core/store.ts';
import type { Keyring } from '../../core/vault.ts';
import type { Wordings } from '../../core/wording.ts';
import type { Log } from '../channel/log.ts';
import type { Converse, turns } from '../dialogs/converse.ts';
import type { FetchFile } from './file.ts';

/** Somebody of the workspace. */
export interface Who {
  readonly personId: string;
  readonly accountId: string;
  /** `<team id>/<user id>`. */
  readonly address: string;
}

/** What a desk (App Home) is drawn with; a worker without a way in draws it as well. */
export interface DeskParts {
  readonly client: WebClient;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly wording: Wordings;
  readonly render: Render;
  readonly log: Log;
}

/** What windows are opened, read and answered with. */
export interface WindowParts extends DeskParts {
  readonly inTurn: ReturnType<typeof turns>;
  readonly converse: Converse;
  /** A file that a person put into a window or wrote with. Throws `FileUnreadable`. */
  readonly fetchFile: FetchFile;
}
