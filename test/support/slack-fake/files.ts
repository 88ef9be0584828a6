import { randomBytes } from 'node:crypto';
import type { Fields } from './fields.ts';

export type SlackFile = { name: string; mimetype: string; bytes: Uint8Array };
export type KeptFile = SlackFile & { id: string; userId: string; at: number };

/** What people uploaded. `origin` is where downloads are served; `now` in ms. */
export function fileStore(teamId: string, origin: () => string, now: () => number) {
  const files = new Map<string, KeptFile>();
  return {
    keep(file: SlackFile, userId: string): KeptFile {
      const id = `F${randomBytes(5).toString('hex').toUpperCase()}`;
      const kept = { ...file, id, userId, at: now() };
      files.set(id, kept);
      return kept;
    },
    named: (id: string) => files.get(id),
    at: (path: string) => files.get(/^\/files-pri\/T[^-/]*-(F[^/]*)\//.exec(path)?.[1] ?? ''),
    /** The file object. https://docs.slack.dev/reference/objects/file-object */
    shown({ id, name, mimetype, bytes, userId, at }: KeptFile): Fields {
      const base = `${origin()}/files-pri/${teamId}-${id}`;
      const seconds = Math.floor(at / 1000);
      return {
        id,
        created: seconds,
        timestamp: seconds,
        name,
        title: name,
        mimetype,
        filetype: name.split('.').at(-1) ?? '',
        pretty_type: (name.split('.').at(-1) ?? '').toUpperCase(),
        user: userId,
        user_team: teamId,
        editable: false,
        size: bytes.length,
        mode: 'hosted',
        is_external: false,
        external_type: '',
        is_public: false,
        public_url_shared: false,
        display_as_bot: false,
        username: '',
        url_private: `${base}/${encodeURIComponent(name)}`,
        url_private_download: `${base}/download/${encodeURIComponent(name)}`,
        permalink: `${origin()}/files/${userId}/${id}`,
        has_rich_preview: false,
        file_access: 'visible',
      };
    },
  };
}
