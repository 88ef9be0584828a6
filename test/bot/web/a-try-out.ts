import type { Converse } from '../../../bot/dialogs/converse.ts';
import { webChats } from '../../../bot/web/chats.ts';
import type { Persona } from '../../../bot/web/persona.ts';
import { webTransport } from '../../../bot/web/transport.ts';
import { tryOutRouter } from '../../../bot/web/try-out.ts';
import { realClock } from '../../../core/clock.ts';
import { newId } from '../../../core/id.ts';
import { tell } from '../../../core/message.ts';
import type { Rendered } from '../../../core/outbox/transport.ts';
import { writeMessages } from '../../../core/outbox/write.ts';
import type { Store } from '../../../core/store.ts';
import { mintToken } from '../../../core/token.ts';
import { hashSecret, secretCode } from '../../../core/vault.ts';
import { loadWording } from '../../../core/wording.ts';
import { personas } from '../../../prisma/seed/try-out.ts';
import { seededPeople } from '../../../prisma/seed.ts';
import { anOffice, type OfficeUnderTest } from '../../api/office.ts';

export interface TryOutUnderTest extends OfficeUnderTest {
  /** The durations that the clock was asked to go. */
  readonly advanced: string[];
}

/** The try-out's page and chats over real HTTP, with a conversation of a few words in the place of the dialogs. */
export async function aTryOut(): Promise<TryOutUnderTest> {
  const advanced: string[] = [];
  const known = new Map<string, Persona>();
  let house: OfficeUnderTest | undefined;
  const office = () => {
    if (!house) throw new Error('the house does not stand yet');
    return house;
  };
  const wording = loadWording();
  const later = <T extends object>(of: () => T): T => new Proxy({} as T, { get: (_, name) => of()[name as keyof T] });
  const [store, clock] = [later(() => office().store), later(() => office().clock)];

  const chats = webChats({
    store,
    clock,
    wording,
    converse: (heard) => fewWords(office().store, office().clock.now())(heard),
    personas: async () => [...known.values()],
    drainNow: (accountId) => deliver(office(), accountId),
    isPersonal: (field) => field !== 'identified-at',
  });
  const tryOut = tryOutRouter({
    store,
    clock,
    wording,
    zone: 'Europe/Belgrade',
    chats,
    personas: async () => [...known.values()],
    mintToken: (personId) => mintToken(office().store, personId, { now: realClock.now() }),
    mintInvite: (personId) => mintInvite(office(), personId),
    advance: async (duration) => {
      advanced.push(duration);
      office().clock.advance(duration);
    },
  });
  house = await anOffice({ tryOut });
  const people = await seededPeople(house.store);
  const accounts = await house.store.channelAccount.findMany({ where: { channel: 'web' } });
  for (const { id, role, seat } of personas) {
    const personId = people.get(id) ?? '';
    const accountId = accounts.find((account) => account.personId === personId)?.id ?? '';
    known.set(id, { id, personId, accountId, role, seat });
  }
  return Object.assign(house, { advanced });
}

async function mintInvite({ store, clock }: OfficeUnderTest, personId: string): Promise<string> {
  const code = secretCode();
  const expiresAt = new Date(clock.now().getTime() + 86_400_000);
  await store.invite.create({ data: { id: newId(), personId, codeHash: hashSecret(code), expiresAt } });
  return code;
}

const seen = new Set<string>();

/** Says what it heard. `store …` takes the words out of the chat, `ask` asks for a time, `button` shows one, `break` fails. */
function fewWords(store: Store, now: Date): Converse {
  return async ({ personId, account, updateId, incoming }) => {
    if (seen.has(updateId)) return 'seen';
    seen.add(updateId);
    const accountId = account.id;
    const typed = incoming.kind === 'text' ? incoming.text : '';
    if (typed === 'break') throw new Error('broken on purpose');
    const stores = typed.startsWith('store') && 'ref' in incoming && incoming.ref !== undefined;
    const buttons = typed === 'button' ? [{ act: 'choose:yes', does: 'yes', label: 'common.yes' }] : [];
    await writeMessages(
      store,
      [
        ...(stores
          ? [tell(personId, 'delete-answer', {}, { kind: 'delete', targetRef: incoming.ref ?? '', accountId })]
          : []),
        tell(
          personId,
          'answer',
          { lines: [{ text: heard(incoming) }] },
          {
            accountId,
            buttons,
            ...(typed.startsWith('ask') ? { field: 'identified-at' } : {}),
          },
        ),
      ],
      now,
    );
    return 'done';
  };
}

function heard(incoming: Parameters<Converse>[0]['incoming']): string {
  if (incoming.kind === 'command') return `heard.command.${incoming.name}`;
  if (incoming.kind === 'file')
    return incoming.bytes ? `heard.file.of.${incoming.bytes.length}` : 'heard.file.too.large';
  return `heard.${incoming.kind}`;
}

/** Hands over what is owed to a chat, in order. */
async function deliver({ store, clock }: OfficeUnderTest, accountId: string): Promise<void> {
  const transport = webTransport({ store, clock, wording: loadWording() });
  const owed = await store.message.findMany({
    where: { accountId, sentAt: null },
    include: { buttons: { orderBy: { position: 'asc' } } },
    orderBy: { seq: 'asc' },
  });
  for (const row of owed) {
    const { lines } = row.params as { lines?: { text: string }[] };
    const message: Rendered = {
      text: (lines ?? []).map(({ text }) => text.replaceAll('.', ' ')).join('\n'),
      buttons: row.buttons.map(({ id, act }) => ({ id, act, label: 'Po' })),
      template: row.template,
      field: row.field,
      lane: 'answer',
    };
    if (row.kind === 'delete') await transport.delete('', row.targetRef ?? '');
    else await transport.send('', message, row.id);
    await store.message.update({ where: { id: row.id }, data: { sentAt: clock.now() } });
  }
}
