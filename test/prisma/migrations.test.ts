import { expect, test } from 'vitest';
import { MIGRATIONS, readMigrations } from '../../prisma/migration-folder.ts';

/** Made before anything ran anywhere. Whoever adds a name here says in docs/operations.md that this upgrade needs a stop. */
const mayDoMore = ['20261122173603_first', '20261122174015_append_only_audit'];

/** What a running process of the version before would stumble over. */
const breaking: readonly (readonly [what: string, shape: RegExp])[] = [
  ['drops something', /\bDROP\s+(TABLE|COLUMN|TYPE|SCHEMA|VIEW|FUNCTION|SEQUENCE|CONSTRAINT|TRIGGER)\b/i],
  ['renames something', /\bRENAME\b/i],
  ['forbids null in a column that allowed it', /\bSET\s+NOT\s+NULL\b/i],
  ['takes a default away', /\bDROP\s+DEFAULT\b/i],
  ['changes a type', /\bALTER\s+COLUMN\s+"?\w+"?\s+(SET\s+DATA\s+)?TYPE\b/i],
  ['empties something', /\b(TRUNCATE|DELETE\s+FROM)\b/i],
  ['adds a rule that old rows or old writers may break', /\bADD\s+CONSTRAINT\b(?!.*\bNOT\s+VALID\b)/i],
  ['forbids twins that the old version may write', /\bCREATE\s+UNIQUE\s+INDEX\b/i],
];

/** What is wrong with a migration, statement by statement. What is done to a table that it makes itself is nobody's yet. */
function faultsOf(sql: string): string[] {
  const statements = sql
    .replace(/--.*$/gm, '')
    .replace(/\$\$[\s\S]*?\$\$/g, '$$$$')
    .split(';')
    .map((statement) => statement.trim())
    .filter(Boolean);
  const own = new Set(statements.flatMap((statement) => /^CREATE\s+TABLE\s+"?(\w+)"?/i.exec(statement)?.[1] ?? []));
  const others = statements.filter((statement) => {
    const [, table] =
      /^(?:ALTER\s+TABLE|CREATE\s+UNIQUE\s+INDEX\s+"?\w+"?\s+ON)\s+(?:ONLY\s+)?"?(\w+)"?/i.exec(statement) ?? [];
    return !table || !own.has(table);
  });
  return others.flatMap((statement) => [
    ...breaking.filter(([, shape]) => shape.test(statement)).map(([what]) => what),
    ...[...statement.matchAll(/\bADD\s+COLUMN\s+([^,]*(?:\([^)]*\)[^,]*)*)/gi)].flatMap(([, column = '']) =>
      /\bNOT\s+NULL\b/i.test(column) && !/\bDEFAULT\b/i.test(column)
        ? ['adds a column that old writers leave empty']
        : [],
    ),
  ]);
}

test('every migration only adds, so that the version before runs on beside it', async () => {
  const { migrationDirectories } = await readMigrations(MIGRATIONS);
  const names = migrationDirectories.map(({ path }) => path);
  for (const name of mayDoMore) expect(names).toContain(name);
  const faulty = migrationDirectories
    .filter(({ path }) => !mayDoMore.includes(path))
    .map(({ path, migrationFile: { content } }) => [path, content.tag === 'ok' ? faultsOf(content.value) : []] as const)
    .filter(([, faults]) => faults.length > 0);
  expect(Object.fromEntries(faulty)).toEqual({});
});

test.each([
  ['ALTER TABLE "message" ADD COLUMN "note" TEXT, ADD COLUMN "size" DECIMAL(3,1) NOT NULL DEFAULT 0;', []],
  [
    'CREATE TABLE "new" ("id" UUID NOT NULL); CREATE UNIQUE INDEX "i" ON "new"("id"); ALTER TABLE "new" ADD CONSTRAINT "c" CHECK (true);',
    [],
  ],
  ['CREATE INDEX "i" ON "message"("seq"); -- DROP TABLE "message";', []],
  ['ALTER TABLE "case" ADD CONSTRAINT "c" CHECK (danger) NOT VALID;', []],
  ['ALTER TABLE "message" ADD COLUMN "note" TEXT NOT NULL;', ['adds a column that old writers leave empty']],
  ['ALTER TABLE "message" DROP COLUMN "lane";', ['drops something']],
  ['DROP TABLE "message";', ['drops something']],
  ['ALTER TABLE "message" RENAME COLUMN "lane" TO "line";', ['renames something']],
  ['ALTER TABLE "message" ALTER COLUMN "reason" SET NOT NULL;', ['forbids null in a column that allowed it']],
  ['ALTER TABLE "message" ALTER COLUMN "lane" SET DATA TYPE INTEGER;', ['changes a type']],
  ['CREATE UNIQUE INDEX "i" ON "message"("lane");', ['forbids twins that the old version may write']],
  ['DELETE FROM message;', ['empties something']],
])('tells what breaks a running process: %s', (sql, faults) => {
  expect(faultsOf(sql)).toEqual(faults);
});
