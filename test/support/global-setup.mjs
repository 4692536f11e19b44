// Runs once before all test files: creates the folder of the run, which the workers find in their environment.
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import checkMigrations from './check-migrations.mjs';

/** @param {import('jest').Config} options Of this run. */
export default function setUp(options) {
  checkMigrations(options);
  const folder = mkdtempSync(join(tmpdir(), 'voice-api-test-'));
  chmodSync(folder, 0o711); // the user `postgres` must reach its own folder inside
  process.env.TEST_RUN_FOLDER = folder;
  process.env.TEST_RUN_ID = basename(folder).split('-').at(-1)?.toLowerCase();
}
