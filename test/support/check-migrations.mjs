// Before the tests: says once, and not in every test, that an entity lacks its migration.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const CHECK = 'dist/src/cli/migration-check.js';

/** @param {import('jest').Config} options Of this run. In watch mode, the build is older than the sources. */
export default function checkMigrations({ watch, watchAll, rootDir }) {
  if (watch || watchAll || !existsSync(`${rootDir}/${CHECK}`)) return;
  const { status, stdout, stderr } = spawnSync(process.execPath, [CHECK], {
    cwd: rootDir,
    env: { PATH: process.env.PATH, DATABASE_URL: 'sqlite::memory:' },
    encoding: 'utf8',
  });
  if (status === 0) return;
  const error = new Error(`${stdout}${stderr}`.trim());
  error.stack = error.message;
  throw error;
}
