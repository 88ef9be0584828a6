import { badRequest, Refusal } from './refusal.ts';

export const MOST_DOWNLOADED = 20 * 1024 * 1024;
export const MOST_UPLOADED = 50 * 1024 * 1024;
const PATH_LIVES_MS = 60 * 60 * 1000;

export type StoredFile = { id: string; uniqueId: string; name: string; mime: string; bytes: Buffer; size: number };

/** Files that people and the bot sent. A path from `getFile` lives one hour. */
export function fileStore(now: () => number) {
  const files = new Map<string, StoredFile>();
  const paths = new Map<string, { file: StoredFile; until: number }>();
  return {
    /** @param size bytes, when it should be told otherwise than it is (a large file without its weight) */
    keep(bytes: Uint8Array, name: string, mime: string, size = bytes.byteLength): StoredFile {
      const number = files.size + 1;
      const file = {
        id: `file-${number}-fake`,
        uniqueId: `unique-${number}`,
        name,
        mime,
        bytes: Buffer.from(bytes),
        size,
      };
      files.set(file.id, file);
      return file;
    },
    find(id: string): StoredFile {
      const file = files.get(id);
      if (!file) throw badRequest('wrong file_id or the file is temporarily unavailable');
      return file;
    },
    pathTo(id: string): { file: StoredFile; path: string } {
      const file = this.find(id);
      if (file.size > MOST_DOWNLOADED) throw badRequest('file is too big');
      const path = `documents/${file.id}`;
      paths.set(path, { file, until: now() + PATH_LIVES_MS });
      return { file, path };
    },
    at(path: string): StoredFile {
      const known = paths.get(path);
      if (!known || known.until < now()) throw new Refusal(404, 'Not Found');
      return known.file;
    },
  };
}

export type FileStore = ReturnType<typeof fileStore>;
