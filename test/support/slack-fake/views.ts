import { randomBytes } from 'node:crypto';
import { type Block, blocksOf } from './block.ts';
import { type Fields, stringOf } from './fields.ts';
import { refused } from './refusal.ts';
import { type StateValues, stateOf } from './state.ts';

/** A view on somebody's screen, or the home tab. */
export type SlackView = Fields & {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly hash: string;
  readonly callback_id: string;
  readonly private_metadata: string;
  readonly external_id: string;
  readonly root_view_id: string;
  readonly previous_view_id: string | null;
  readonly blocks: readonly Block[];
  readonly state: { readonly values: StateValues };
};

/** What one person has open: the modals, the newest last, and the home tab. */
export type Screen = { userId: string; stack: SlackView[]; home: SlackView | null };

const MOST_IN_STACK = 3;

type Needs = { teamId: string; appId: string; botId: string; now: () => number };

export function viewStore({ teamId, appId, botId, now }: Needs) {
  const screens = new Map<string, Screen>();
  const idOf = () => `V${randomBytes(5).toString('hex').toUpperCase()}`;
  const hashOf = () => `${Math.floor(now() / 1000)}.${randomBytes(4).toString('hex')}`;

  const made = (given: Fields, previous: SlackView | undefined, values: StateValues = {}, id = idOf()): SlackView => {
    const blocks = blocksOf(given['blocks']);
    return {
      id,
      team_id: teamId,
      type: given['type'] === 'home' ? 'home' : 'modal',
      blocks,
      private_metadata: stringOf(given['private_metadata']),
      callback_id: stringOf(given['callback_id']),
      state: { values: stateOf(blocks, values) },
      hash: hashOf(),
      title: given['title'] ?? null,
      submit: given['submit'] ?? null,
      close: given['close'] ?? null,
      clear_on_close: given['clear_on_close'] === true,
      notify_on_close: given['notify_on_close'] === true,
      submit_disabled: false,
      previous_view_id: previous?.id ?? null,
      root_view_id: previous?.root_view_id ?? id,
      app_id: appId,
      external_id: stringOf(given['external_id']),
      app_installed_team_id: teamId,
      bot_id: botId,
    };
  };

  return {
    screen(userId: string): Screen {
      const screen = screens.get(userId) ?? { userId, stack: [], home: null };
      screens.set(userId, screen);
      return screen;
    },
    find(id: string, externalId = ''): { screen: Screen; view: SlackView } | undefined {
      for (const screen of screens.values())
        for (const view of [...screen.stack, ...(screen.home ? [screen.home] : [])])
          if (view.id === id || (externalId !== '' && view.external_id === externalId)) return { screen, view };
      return undefined;
    },
    open(screen: Screen, given: Fields): SlackView {
      const view = made(given, undefined);
      screen.stack = [view];
      return view;
    },
    push(screen: Screen, given: Fields): SlackView {
      if (screen.stack.length >= MOST_IN_STACK) throw refused('push_limit_reached');
      const view = made(given, screen.stack.at(-1));
      screen.stack = [...screen.stack, view];
      return view;
    },
    update(screen: Screen, old: SlackView, given: Fields): SlackView {
      const { root_view_id, previous_view_id } = old;
      const view = { ...made(given, undefined, old.state.values, old.id), root_view_id, previous_view_id };
      this.replace(screen, view);
      return view;
    },
    publish(screen: Screen, given: Fields): SlackView {
      const view = made(given, undefined, screen.home?.state.values, screen.home?.id);
      screen.home = view;
      return view;
    },
    /** What the person enters changes the state, never the hash. */
    enter(screen: Screen, view: SlackView, values: StateValues): SlackView {
      const entered = { ...view, state: { values } };
      this.replace(screen, entered);
      return entered;
    },
    replace(screen: Screen, view: SlackView) {
      screen.stack = screen.stack.map((one) => (one.id === view.id ? view : one));
      if (screen.home?.id === view.id) screen.home = view;
    },
  };
}

export type ViewStore = ReturnType<typeof viewStore>;
