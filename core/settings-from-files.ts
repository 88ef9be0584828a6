import { readFileSync } from 'node:fs';
import { ConfigError, variableNames } from './config.ts';

type Settings = Readonly<Record<string, string | undefined>>;

/**
 * Every variable may be given as the path of a file: VAULT_KEY_FILE for VAULT_KEY. So a secret is in no environment that
 * others can list. The newline at the end of the file is not part of the value; an empty file means "not set".
 * @throws ConfigError names the variable and the path, never what is in the file
 */
export function settingsFromFiles(env: Settings): Settings {
  const problems: string[] = [];
  const found: Record<string, string | undefined> = { ...env };
  for (const name of variableNames) {
    const file = env[`${name}_FILE`];
    if (!file) continue;
    delete found[`${name}_FILE`];
    if (env[name]) problems.push(`${name} and ${name}_FILE are both set: one of them must go`);
    else found[name] = contentOf(file, `${name}_FILE`, problems);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return found;
}

function contentOf(file: string, name: string, problems: string[]): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (fault) {
    problems.push(`${name} cannot be read: ${file} (${(fault as NodeJS.ErrnoException).code ?? 'unreadable'})`);
    return '';
  }
}
