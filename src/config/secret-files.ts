import { readFileSync } from 'node:fs';

/** The settings that can contain a secret. Each can come from a file instead: `JWT_SECRET_FILE` names it. */
export const SECRET_SETTINGS = [
  'ACTIONS_SECRET',
  'ACTIONS_URL',
  'ADMIN_PASSWORD',
  'DATABASE_URL',
  'JWT_SECRET',
  'RATE_LIMIT_URL',
  'TRANSPORT_URL',
] as const;

type Source = Readonly<Record<string, string | undefined>>;

export interface SecretFiles {
  /** The content of each file, by the name of its setting. */
  readonly values: Readonly<Record<string, string>>;
  /** One line for each mistake. None has the content of a file. */
  readonly problems: readonly string[];
}

/**
 * Reads the file that each `NAME_FILE` names, without the line break at its end: editors and `echo` add one.
 *
 * @param source The environment without empty variables.
 */
export function readSecretFiles(source: Source): SecretFiles {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const name of SECRET_SETTINGS) {
    const path = source[`${name}_FILE`];
    if (path === undefined) continue;
    const content = contentOf(path);
    if (source[name] !== undefined) problems.push(`${name}_FILE must not be set together with ${name}`);
    else if (content === undefined) problems.push(`${name}_FILE must be the path of a file that can be read`);
    // Not the same as no setting: an empty DATABASE_URL_FILE would start the service on another database.
    else if (content === '') problems.push(`${name}_FILE must be the path of a file that is not empty`);
    else values[name] = content;
  }
  return { values, problems };
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch {
    return undefined;
  }
}
