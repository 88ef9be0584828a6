import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
/** The rooms of the program; what is not TypeScript in them is read at run time, beside the module that asks for it. */
const rooms = ['core', 'bot', 'worker', 'api', 'prisma', 'locales'] as const;

interface Wanted {
  /** A folder below one with `node_modules`; replaced when it exists. */
  readonly into: string;
  /** Where the sources are; its own `node_modules` has the compiler. */
  readonly from?: string;
  /** Without: types are not looked at, which `npm run check` does anyway. */
  readonly check?: boolean;
}

/** The program as plain JavaScript with everything it reads: `node <into>/role.main.js` needs no development package. */
export async function build({ into, from = here, check = true }: Wanted): Promise<void> {
  const made = `${into}.making-${process.pid}`;
  await rm(made, { recursive: true, force: true });
  await mkdir(made, { recursive: true });
  try {
    await compile(from, made, check);
    await Promise.all(rooms.map((room) => copyAssets(path.join(from, room), path.join(made, room))));
    // What it is, wherever it is put.
    await writeFile(path.join(made, 'package.json'), '{ "type": "module" }\n');
    await rm(into, { recursive: true, force: true });
    await rename(made, into);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

function compile(from: string, into: string, check: boolean): Promise<void> {
  const program = path.join(here, 'node_modules/typescript/bin/tsc');
  // Given as an absolute folder: a commit that has no such file of its own is built by ours.
  const args = ['-p', path.join(from, 'tsconfig.build.json'), '--outDir', into, ...(check ? [] : ['--noCheck'])];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (piece) => {
      said += piece;
    });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`The compiler refused:\n${said}`))));
  });
}

async function copyAssets(from: string, into: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(into, entry.name)];
    if (entry.isDirectory()) await copyAssets(source, target);
    else if (!/^\.|\.tsx?$/.test(entry.name)) {
      await mkdir(into, { recursive: true });
      await cp(source, target);
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await build({ into: path.join(here, 'dist') });
  process.stdout.write('Built: node dist/role.main.js\n');
}
