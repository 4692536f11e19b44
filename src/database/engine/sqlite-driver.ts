import { createRequire } from 'node:module';
import type Sqlite from 'better-sqlite3';
import { StartError } from '../../common/errors.js';

/** Versions 12 and 13 of better-sqlite3: 13 requires Node.js 22, and 12 aborts on Node.js 24.19 and later. */
const PACKAGES = { 12: 'better-sqlite3', 13: 'better-sqlite3-13' } as const;

const load = createRequire(import.meta.url);

/**
 * The path of the SQLite driver, for threads.
 *
 * @throws StartError as {@link sqliteDriver}.
 */
export const sqliteDriverPath = (): string =>
  load.resolve(Object.values(PACKAGES).find((name) => tryLoad(name) === sqliteDriver()) ?? PACKAGES[12]);

/**
 * The SQLite driver for this version of Node.js, for TypeORM's option `driver`. docs/adr/0012-two-sqlite-drivers.md says why
 * there are two.
 *
 * @param nodeVersion `MAJOR.MINOR.PATCH`.
 * @throws StartError if the only installed driver is known to crash on this version of Node.js.
 */
export function sqliteDriver(nodeVersion = process.versions.node): typeof Sqlite {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  if (major >= 22) {
    const driver = tryLoad(PACKAGES[13]);
    if (driver !== undefined) return driver;
  }
  if (major > 24 || (major === 24 && minor >= 19)) {
    throw new StartError(
      `SQLite on Node.js ${nodeVersion} requires the optional package ${PACKAGES[13]}: run npm ci without --omit=optional.`,
    );
  }
  return load(PACKAGES[12]) as typeof Sqlite;
}

/** @returns The package; `undefined` if it is not installed. */
function tryLoad(name: string): typeof Sqlite | undefined {
  try {
    return load(name) as typeof Sqlite;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    return undefined;
  }
}
