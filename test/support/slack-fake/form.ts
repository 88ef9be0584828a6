import { type Block, type Element, elementsIn, type Placed } from './block.ts';
import type { Delivery } from './delivery.ts';
import { type Entered, entered } from './entry.ts';
import { type Fields, fieldsOf, listOf, stringOf } from './fields.ts';
import type { SlackFile } from './files.ts';
import { blockActions, viewParcel } from './interactions.ts';
import { textIn } from './limit.ts';
import { type StateValue, untouched } from './state.ts';
import { clientErrors, follow, type Submitted } from './submission.ts';
import type { SlackView } from './views.ts';
import type { Member, Workspace } from './workspace.ts';

/** The modals on one person's screen, and what can be entered on the home tab and in messages. */
export function formsOf(workspace: Workspace, delivery: Delivery, member: Member) {
  const screen = workspace.views.screen(member.id);
  const top = () => screen.stack.at(-1) ?? null;
  const opened = (): SlackView => {
    const view = top();
    if (!view) throw new Error('no modal is open');
    return view;
  };

  const enter = async (view: SlackView, { block, element, input }: Placed, value: StateValue): Promise<void> => {
    const { values } = view.state;
    const next = { ...values, [block.block_id]: { ...values[block.block_id], [element.action_id]: value } };
    const now = workspace.views.enter(screen, view, next);
    if (input && block['dispatch_action'] !== true) return;
    await delivery.once(blockActions(workspace, member, reported({ block, element }, value), now));
  };

  return {
    screen,
    top,
    /** Enters something in the field with this block_id, label or action_id. */
    async fills(field: string, what: Entered): Promise<void> {
      const view = top() ?? screen.home;
      const inView = view ? fieldOf(view.blocks, field) : undefined;
      if (view && inView) return enter(view, inView, entered(inView.element, what));
      const messages = top() ? [] : workspace.messages.in(member.dm).reverse();
      for (const message of messages) {
        const placed = fieldOf(message.blocks ?? [], field);
        if (!placed) continue;
        const action = reported(placed, entered(placed.element, what));
        return void (await delivery.once(blockActions(workspace, member, action, message)));
      }
      throw new Error(`no field ${field}; there are: ${fieldNames(view?.blocks ?? [])}`);
    },
    attaches(field: string, files: readonly SlackFile[]): void {
      const view = opened();
      const placed = fieldOf(view.blocks, field);
      if (!placed) throw new Error(`no field ${field}; there are: ${fieldNames(view.blocks)}`);
      const { block, element } = placed;
      if (element.type !== 'file_input') throw new Error(`${element.type} takes no files`);
      const types = listOf(element['filetypes']).map(stringOf);
      const most = Number(element['max_files'] ?? 10);
      const foreign = files.find(({ name }) => types.length > 0 && !types.includes(name.split('.').at(-1) ?? ''));
      if (foreign) throw new Error(`the field takes only ${types.join(', ')}`);
      if (files.length > most) throw new Error(`the field takes ${most} files at most`);
      const kept = files.map((file) => workspace.files.shown(workspace.files.keep(file, member.id)));
      const value = { type: element.type, files: kept };
      const { values } = view.state;
      workspace.views.enter(screen, view, {
        ...values,
        [block.block_id]: { ...values[block.block_id], [element.action_id]: value },
      });
    },
    async submits(): Promise<Submitted> {
      const view = opened();
      if (view['submit'] === null) throw new Error('the modal has no button to submit it');
      const errors = clientErrors(view);
      if (Object.keys(errors).length > 0) return { errors };
      const answer = await delivery.once(viewParcel(workspace, member, 'view_submission', view));
      return follow(workspace, screen, view, answer);
    },
    async closes(): Promise<void> {
      const view = opened();
      const gone = view['clear_on_close'] === true ? screen.stack : [view];
      screen.stack = screen.stack.filter((one) => !gone.includes(one));
      if (view['notify_on_close'] === true) await delivery.once(viewParcel(workspace, member, 'view_closed', view));
    },
  };
}

export type Forms = ReturnType<typeof formsOf>;

const stateful = (blocks: readonly Block[]) =>
  elementsIn(blocks).filter(({ element }) => untouched(element) !== undefined);
const called = ({ block }: Placed) => textIn(block['label']) || textIn(block['text']);

function fieldOf(blocks: readonly Block[], field: string): Placed | undefined {
  const placed = stateful(blocks);
  return (
    placed.find(({ block }) => block.block_id === field) ??
    placed.find((one) => called(one) === field) ??
    placed.find(({ element }) => element.action_id === field)
  );
}

const fieldNames = (blocks: readonly Block[]) =>
  stateful(blocks)
    .map((one) => `${called(one)} (${one.block.block_id})`)
    .join(', ');

const reported = ({ block, element }: Pick<Placed, 'block' | 'element'>, value: StateValue): Fields => ({
  ...value,
  type: element.type,
  block_id: block.block_id,
  action_id: element.action_id,
});

/** What an element of a message or view reports when it is pressed. */
export function pressed({ block, element }: { block: Placed['block']; element: Element }) {
  const { type, action_id, text, value, style, url } = element;
  const optional = { ...(value === undefined ? {} : { value }), ...(style === undefined ? {} : { style }) };
  const { confirm } = fieldsOf(element);
  return {
    type,
    block_id: block.block_id,
    action_id,
    text,
    ...optional,
    ...(url === undefined ? {} : { url }),
    ...(confirm === undefined ? {} : { confirm }),
  };
}
