import { createRequire } from 'node:module';
import type Sqlite from 'better-sqlite3';
import { StartError } from '../../common/errors.js';

/** Versions 12 and 13 of better-sqlite3: 13 requires Node-API 10, and 12 aborts on Node.js 24.19 and later. */
const PACKAGES = { 12: 'better-sqlite3', 13: 'better-sqlite3-13' } as const;

/** Node.js 22.14 and later have it. On Node.js 22.0 the binary of version 13 loads, and ends the process with SIGSEGV. */
const NODE_API_OF_VERSION_13 = 10;

const load = createRequire(import.meta.url);

/**
 * The path of the SQLite driver, for threads.
 *
 * @throws StartError as {@link sqliteDriver}.
 */
export function sqliteDriverPath(): string {
  const driver = sqliteDriver();
  return load.resolve(Object.values(PACKAGES).find((name) => tryLoad(name) === driver) ?? PACKAGES[12]);
}

/**
 * The SQLite driver for this version of Node.js, for TypeORM's option `driver`. docs/adr/0012-two-sqlite-drivers.md says why
 * there are two.
 *
 * @param nodeVersion `MAJOR.MINOR.PATCH`.
 * @param nodeApiVersion The highest version of Node-API that it has.
 * @throws StartError if no driver is installed, the only one is known to crash on this version of Node.js, or it has no
 *   binary for it.
 */
export function sqliteDriver(
  nodeVersion = process.versions.node,
  nodeApiVersion = Number(process.versions.napi),
): typeof Sqlite {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  if (nodeApiVersion >= NODE_API_OF_VERSION_13) {
    const driver = tryLoad(PACKAGES[13]);
    if (driver !== undefined) return withBinary(driver, nodeVersion);
  }
  if (major > 24 || (major === 24 && minor >= 19)) {
    throw new StartError(
      `SQLite on Node.js ${nodeVersion} requires the optional package ${PACKAGES[13]}: run npm ci with this version, without --omit=optional.`,
    );
  }
  const driver = tryLoad(PACKAGES[12]);
  if (driver === undefined) throw new StartError(requirement(nodeVersion));
  return withBinary(driver, nodeVersion);
}

/** The drivers load their binary when they open a database, so only that shows whether it fits this Node.js. */
function withBinary(driver: typeof Sqlite, nodeVersion: string): typeof Sqlite {
  try {
    new driver(':memory:').close();
  } catch (error) {
    throw new StartError(requirement(nodeVersion), { cause: error });
  }
  return driver;
}

const requirement = (nodeVersion: string): string =>
  `SQLite has no binary for Node.js ${nodeVersion} here: run npm ci with this version, without --omit=optional or --ignore-scripts. ` +
  'Where none can be downloaded, it requires Python 3, make and a C++ compiler, or Node.js 22.14 or later.';

/** @returns The package; `undefined` if it is not installed. */
function tryLoad(name: string): typeof Sqlite | undefined {
  try {
    return load(name) as typeof Sqlite;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    return undefined;
  }
}
