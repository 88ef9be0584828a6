// dependency-cruiser gives swc no hint that a .tsx file holds markup, and swc then fails on it.
const swc = require('@swc/core');
const parseFileSync = swc.parseFileSync.bind(swc);
swc.parseFileSync = (file, options) => parseFileSync(file, { ...options, tsx: file.endsWith('.tsx') });

// Who may enter which room (docs: README, "The tree"). Types count too: a room that needs another's types knows it.
// Read with swc, as dependency-cruiser cannot use the native TypeScript compiler.
// The composition root: main.ts of each room, and at the top what main.ts is made of.
const main = '(^|[./])main\\.tsx?$|^(try-out|lifetime)\\.ts$';
const packages = (...names) => `(^|node_modules/)(${names.join('|')})(/|$)`;
const platforms = packages('@grammyjs', 'grammy', '@slack');
const io = packages('bullmq', 'ioredis', 'express', 'multer', 'helmet', 'nodemailer', 'rate-limiter-flexible');
const network = '^(node:)?(http|https|http2|net|tls|dgram|child_process|cluster|worker_threads)$';

/** The rooms of people, clock and office know core, never one another. */
const apart = ['bot', 'worker', 'api'].map((room) => ({
  name: `${room}-knows-no-other-room`,
  severity: 'error',
  comment: 'bot, worker and api talk through core: facts, obligations, the outbox.',
  from: { path: `^${room}/`, pathNot: main },
  to: { path: '^(bot|worker|api|test|bench)/', pathNot: `^${room}/` },
}));

const channels = ['telegram', 'slack', 'email', 'web'].map((name) => ({
  name: `${name}-knows-no-other-channel`,
  severity: 'error',
  comment: 'A channel walks the same forms and dialogs; what two share belongs to bot/forms or bot/dialogs.',
  from: { path: `^bot/${name}[./]`, pathNot: main },
  to: { path: '^bot/(telegram|slack|email|web)[./]', pathNot: `^bot/${name}[./]` },
}));

module.exports = {
  forbidden: [
    {
      name: 'core-knows-no-room',
      severity: 'error',
      comment: 'core decides, the edges carry.',
      from: { path: '^core/' },
      to: { path: '^(bot|worker|api|test|bench)/|^[^/]+\\.tsx?$' },
    },
    {
      name: 'core-does-no-io',
      severity: 'error',
      comment: 'core knows the case store, no channel, no queue, no web.',
      from: { path: '^core/' },
      to: { path: [io, platforms, network] },
    },
    {
      name: 'prisma-knows-no-room',
      severity: 'error',
      comment: 'The store is below everything; the seed alone may act through core.',
      from: { path: '^prisma/', pathNot: `^prisma/seed|${main}` },
      to: { path: '^(core|bot|worker|api|test|bench)/' },
    },
    {
      name: 'forms-and-dialogs-know-no-channel',
      severity: 'error',
      comment: 'Forms and dialogs are the same in every channel.',
      from: { path: '^bot/(forms|dialogs)[./]' },
      to: { path: ['^bot/(telegram|slack|email|web)[./]', platforms] },
    },
    {
      name: 'only-worker-knows-the-queue',
      severity: 'error',
      comment: 'Postgres is the only record; the queue is the clock of the worker.',
      from: { pathNot: `^(worker|test|bench)/|node_modules/` },
      to: { path: packages('bullmq') },
    },
    {
      name: 'only-main-wires',
      severity: 'error',
      comment: 'Rooms meet in a main.ts, and nothing imports a main.ts.',
      from: {
        pathNot: `${main}|^(bot|worker|api|core|prisma|test|bench|locales|node_modules)/|^vitest\\.config\\.ts$`,
      },
      to: { path: '^(bot|worker|api)/' },
    },
    {
      name: 'nobody-imports-a-main',
      severity: 'error',
      comment: 'A main.ts starts a process when it is loaded; one main.ts may only be reached from another.',
      from: { path: '^(core|prisma|bot|worker|api|locales)/', pathNot: main },
      to: { path: main, pathNot: '^node_modules/' },
    },
    {
      name: 'no-test-in-the-program',
      severity: 'error',
      comment: 'Tests and benchmarks know the program, not the other way round.',
      from: { pathNot: '^(test|bench)/|^vitest\\.config\\.ts$' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'Two files that need each other are one noun, or lack a third.',
      from: { pathNot: '^prisma/client/generated/' },
      to: { circular: true, viaOnly: { pathNot: '^prisma/client/generated/' } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import that leads nowhere is not checked by the rules above.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'only-declared-packages',
      severity: 'error',
      comment: 'A package that another one happens to bring may be gone with its next version.',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-package-in-the-program',
      severity: 'error',
      comment: 'npm start installs without development packages.',
      from: { path: '^(core|prisma|bot|worker|api|locales)/|^main\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'], pathNot: 'node_modules/@types/' },
    },
    ...apart,
    ...channels,
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    // What was built is judged as its sources.
    exclude: { path: '^(dist|\\.data)/' },
    doNotFollow: { path: 'node_modules/|^prisma/client/generated/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
