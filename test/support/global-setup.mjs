// Runs once before all test files: creates the folder of the run, which the workers find in their environment.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export default function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'voice-api-test-'));
  process.env.TEST_RUN_FOLDER = folder;
  process.env.TEST_RUN_ID = basename(folder).split('-').at(-1)?.toLowerCase();
}
