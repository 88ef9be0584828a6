import { access, constants, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import packaged from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const absent =
  'Browser tests need a Chromium that runs here: the one in the package @sparticuz/chromium (Linux, x86-64) did not start. ' +
  'Install Chrome or Chromium and give its path in CHROMIUM_PATH.';

/** What is installed on the systems that the package's own binary does not fit. */
const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

// As root, and in containers, Chromium has no sandbox of its own and little shared memory.
const args = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-quic',
];

/** A browser without a window: the one that CHROMIUM_PATH names, else the package's, else an installed one. */
export async function aBrowser(): Promise<Browser> {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return started(CHROMIUM_PATH);
  const own = fits() && (await unpacked());
  if (own) return own;
  for (const path of installed) {
    if (await exists(path)) return started(path);
  }
  throw new Error(absent);
}

const fits = () => process.platform === 'linux' && process.arch === 'x64';

/** Unpacks the package's binary before anybody starts it: two test files that do so at once find halves of it. */
export async function unpackBrowser(): Promise<void> {
  // Whoever needs the browser says what is wrong with it.
  if (fits() && !process.env['CHROMIUM_PATH']) await packaged.executablePath().catch(() => undefined);
}

/** Another run may be unpacking it, or a killed one have left half of it. */
async function unpacked(): Promise<Browser | null> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const path = await packaged.executablePath();
    const browser = await started(path).catch(() => null);
    if (browser) return browser;
    if (attempt === 15) await rm(path, { force: true });
    await pause(500);
  }
  return null;
}

const started = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args, headless: true, timeout: 60_000 }).catch((cause: unknown) => {
    throw new Error(absent, { cause });
  });

const exists = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
