import { createHash } from 'node:crypto';
import { chown, cp, lstat, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { postgresBinaries } from './postgres-binaries.ts';

/** Where an embedded server lives and as whom it runs. */
export type Dwelling = Readonly<{
  binaries: string;
  cluster: string;
  passwordFile: string;
  /** All that the server has on disk is below these. */
  folders: readonly string[];
  /** Set only when this process is root, as which Postgres refuses to run. */
  owner?: Readonly<{ uid: number; gid: number }>;
}>;

/**
 * Usually everything is in `dataDir`. Root must hand the files to another user, who cannot reach anything below a
 * folder like /root: cluster and, if needed, binaries then go to /var/tmp/tryeza-<hash of the folder>.
 */
export async function dwellingOf(dataDir: string, log: (line: string) => void): Promise<Dwelling> {
  await mkdir(dataDir, { recursive: true });
  const binaries = await postgresBinaries();
  const passwordFile = path.join(dataDir, 'password');
  const cluster = path.join(dataDir, 'server', 'cluster');
  if (process.getuid?.() !== 0) {
    await mkdir(path.dirname(cluster), { recursive: true });
    return { binaries, cluster, passwordFile, folders: [dataDir] };
  }

  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const elsewhere = path.join('/var/tmp', `tryeza-${hash}`);
  const near = (await isReachable(dataDir)) && !(await isFolder(path.join(elsewhere, 'server')));
  if (!near && (await isFolder(cluster))) {
    throw new Error(
      `Postgres cannot reach ${cluster} when started by root: let others pass (chmod o+x) the folders above.`,
    );
  }
  const home = path.join(near ? dataDir : elsewhere, 'server');
  if (!near) await ownFolder(elsewhere);
  const reachable = await isReachable(binaries);
  if (!reachable) await ownFolder(elsewhere);
  const owner = (await ownerOf(path.join(home, 'cluster'))) ?? (await unprivileged());
  await mkdir(home, { recursive: true });
  await chown(home, owner.uid, owner.gid);
  return {
    binaries: reachable ? binaries : await copied(binaries, elsewhere, log),
    cluster: path.join(home, 'cluster'),
    passwordFile,
    folders: near && reachable ? [dataDir] : [dataDir, elsewhere],
    owner,
  };
}

/** Whether any user may pass through every folder down to this one. */
async function isReachable(folder: string): Promise<boolean> {
  for (let at = folder; ; at = path.dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** /var/tmp is everybody's: a folder that somebody else put there under our name is not used. */
async function ownFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o755 }).catch(() => {});
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== 0) {
    throw new Error(`${folder} belongs to somebody else: remove it, or set DATABASE_URL to a server.`);
  }
}

async function copied(binaries: string, elsewhere: string, log: (line: string) => void): Promise<string> {
  const version = createHash('sha256')
    .update(await readFile(path.join(binaries, '..', 'package.json')))
    .digest('hex')
    .slice(0, 8);
  const target = path.join(elsewhere, `postgres-${version}`);
  if (await isFolder(target)) return target;
  log(`Copying Postgres to ${elsewhere}, as its user cannot reach this folder`);
  const aside = `${target}.${process.pid}`;
  await cp(binaries, aside, { recursive: true, verbatimSymlinks: true });
  await rename(aside, target).catch(() => rm(aside, { recursive: true, force: true }));
  return target;
}

async function ownerOf(cluster: string) {
  const found = await stat(cluster).catch(() => undefined);
  return found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : undefined;
}

async function unprivileged() {
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const found = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  if (!found)
    throw new Error('Postgres does not run as root and there is no user "postgres" or "nobody": run as another user.');
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

const isFolder = (folder: string) =>
  stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
