import { type Placed, writingIn } from './block.ts';
import { buttonFor, buttonsShown, type SlackButton, type Wanted } from './buttons.ts';
import type { Delivery } from './delivery.ts';
import type { Entered } from './entry.ts';
import { changedEvent, eventParcel, messageEvent } from './events.ts';
import { fieldsOf, parsed, stringOf } from './fields.ts';
import type { SlackFile } from './files.ts';
import { formsOf, pressed } from './form.ts';
import { blockActions, shortcutParcel, slashParcel } from './interactions.ts';
import { textIn } from './limit.ts';
import type { SlackMessage } from './messages.ts';
import { respond } from './posting.ts';
import { foundWithin } from './quiet.ts';
import type { SlackView } from './views.ts';
import type { Member, Workspace } from './workspace.ts';

/** Somebody with Slack open. What they do resolves when the app has acknowledged it, and rejects when they see an error. */
export function personIn(workspace: Workspace, delivery: Delivery, member: Member) {
  const forms = formsOf(workspace, delivery, member);
  const { screen } = forms;
  const confirmed: string[] = [];
  let looksAtHome = false;
  const chat = (): SlackMessage[] => workspace.messages.in(member.dm);

  const press = async (at: SlackMessage | SlackView, placed: Placed, agrees: boolean) => {
    const { confirm } = placed.element;
    if (confirm !== undefined) confirmed.push(writingIn(Object.values(fieldsOf(confirm))).join('\n'));
    if (confirm !== undefined && !agrees) return;
    await delivery.once(blockActions(workspace, member, pressed(placed), at));
  };
  const found = (wanted: Wanted): { at: SlackMessage | SlackView; placed: Placed } | undefined => {
    const messages = chat()
      .filter(({ from }) => from === 'bot')
      .reverse();
    const places = looksAtHome ? [screen.home, ...messages] : [...messages, screen.home];
    for (const at of places) {
      const placed = at ? buttonFor(at.blocks, wanted) : undefined;
      if (at && placed) return { at, placed };
    }
    return undefined;
  };
  const buttons = (): SlackButton[] => [
    ...chat().flatMap(({ blocks }) => buttonsShown(blocks, 'chat')),
    ...buttonsShown(screen.home?.blocks, 'home'),
    ...buttonsShown(forms.top()?.blocks, 'modal'),
  ];
  const none = (wanted: Wanted) =>
    new Error(
      `no button fits ${JSON.stringify(wanted instanceof RegExp ? String(wanted) : wanted)}; there are: ${JSON.stringify(buttons().map(({ label, where }) => `${where}: ${label}`))}`,
    );

  return {
    id: member.id,
    dm: member.dm,
    /** `/tryeza <text>`, in the conversation with the app unless told otherwise. */
    async slash(text: string, { channel = member.dm }: { channel?: string } = {}): Promise<void> {
      looksAtHome = false;
      const answer = await delivery.once(slashParcel(workspace, member, text, channel));
      if (answer === '') return;
      const given = parsed(answer);
      const content = typeof given === 'object' ? fieldsOf(given) : { text: answer };
      if (stringOf(content['text']) !== '' || content['blocks'] !== undefined)
        respond({ workspace, delivery }, content, member.id, '');
    },
    /** The global shortcut. */
    async shortcut(callbackId = 'new_referral'): Promise<void> {
      await delivery.once(shortcutParcel(workspace, member, callbackId));
    },
    /** Looks at the home tab, or at the conversation beside it. */
    async opensHome(tab: 'home' | 'messages' = 'home'): Promise<void> {
      looksAtHome = tab === 'home';
      const view = tab === 'home' && screen.home ? { view: screen.home } : {};
      const event = { type: 'app_home_opened', user: member.id, channel: member.dm, tab, ...view };
      await delivery.event(eventParcel(workspace, event));
    },
    /** Writes to the app. Resolves with the `ts` of the message. */
    async says(text: string, { files = [] }: { files?: readonly SlackFile[] } = {}): Promise<string> {
      looksAtHome = false;
      const kept = files.map((file) => workspace.files.shown(workspace.files.keep(file, member.id)));
      const sent = workspace.messages.add({
        from: 'person',
        channel: member.dm,
        text,
        ...(kept.length > 0 ? { files: kept } : {}),
      });
      await delivery.event(eventParcel(workspace, messageEvent(workspace, sent, member.id)));
      return sent.ts;
    },
    async edits(ts: string, text: string): Promise<void> {
      const message = workspace.messages.find(member.dm, ts);
      if (message?.from !== 'person') throw new Error('there is no own message to edit');
      const before = { ...message };
      Object.assign(message, { text, edited: true });
      await delivery.event(eventParcel(workspace, changedEvent(workspace, message, before, member.id)));
    },
    /** Taps the newest button that fits, in the messages or on the home tab, whichever they look at first. */
    async taps(wanted: Wanted, { agrees = true }: { agrees?: boolean } = {}): Promise<void> {
      if (forms.top()) throw new Error('a modal stands in front: use tapsInModal, or close it');
      const hit = found(wanted);
      if (!hit) throw none(wanted);
      await press(hit.at, hit.placed, agrees);
    },
    async tapsInModal(wanted: Wanted, { agrees = true }: { agrees?: boolean } = {}): Promise<void> {
      const view = forms.top();
      const placed = view ? buttonFor(view.blocks, wanted) : undefined;
      if (!view || !placed) throw none(wanted);
      await press(view, placed, agrees);
    },
    fills: (field: string, what: Entered): Promise<void> => forms.fills(field, what),
    attaches: (field: string, files: readonly SlackFile[]): void => forms.attaches(field, files),
    submits: forms.submits,
    closes: forms.closes,
    /** The modal in front, as the app sent it, with what stands in it now. */
    modal: (): SlackView | null => forms.top(),
    /** The modals that are open, the front one last. */
    modals: (): readonly SlackView[] => screen.stack,
    home: (): SlackView | null => screen.home,
    chat: (): readonly SlackMessage[] => chat(),
    /** What they look for on their screen, now or within `ms`: `sees(() => person.modal())`. */
    sees: <T>(look: () => T | undefined | null | false, ms = 5000): Promise<T> => foundWithin(look, ms, workspace.now),
    /** The last message of the app. */
    lastMessage: (): SlackMessage | undefined => chat().findLast(({ from }) => from === 'bot'),
    buttons,
    /** Texts of the dialogs that asked for a confirmation. */
    confirmed: (): readonly string[] => confirmed,
    /** Everything readable in a view, in order: `reads(person.modal())`. */
    reads: (view: SlackView | null): string =>
      view ? [textIn(view['title']), ...writingIn(view.blocks), textIn(view['submit'])].filter(Boolean).join('\n') : '',
  };
}

export type SlackPerson = ReturnType<typeof personIn>;
