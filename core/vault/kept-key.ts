import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeVaultKey } from './keyring.ts';

/** The try-out's own key, made once and kept beside its database, readable by the user alone. */
export async function keptVaultKey(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'vault-key');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  try {
    // Only whoever makes the file writes it: two processes at once end up with one key.
    await writeFile(file, makeVaultKey(), { mode: 0o600, flag: 'wx' });
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
  }
  return (await readFile(file, 'utf8')).trim();
}
