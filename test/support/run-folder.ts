import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The folder of this test run: global-setup.mjs creates it, global-teardown.mjs deletes it. */
const RUN_FOLDER = process.env.TEST_RUN_FOLDER ?? mkdtempSync(join(tmpdir(), 'voice-api-run-'));

/** The id of this test run, for names outside the folder, such as those of databases. */
export const RUN_ID = process.env.TEST_RUN_ID ?? `${process.pid}`;

/** Adds a line to the summary of the run: what this machine cannot run, and how to run it. */
export const noteSkipped = (skipped: string): void => appendFileSync(join(RUN_FOLDER, 'skipped'), `${skipped}\n`);

/** An empty folder that no other test uses. */
export const temporaryFolder = (): string => mkdtempSync(join(RUN_FOLDER, 'test-'));

/**
 * Creates something once for all test files of a run: the first caller creates it, callers in other workers wait for it.
 *
 * @param create Gets an empty folder and returns what describes the thing, such as its path.
 * @throws Error in every caller if `create` fails.
 */
export async function oncePerRun(name: string, create: (folder: string) => Promise<string>): Promise<string> {
  const [lock, done, failed] = ['lock', 'done', 'failed'].map((suffix) => join(RUN_FOLDER, `${name}.${suffix}`)) as [
    string,
    string,
    string,
  ];
  if (isFirst(lock)) {
    const folder = join(RUN_FOLDER, name);
    mkdirSync(folder);
    try {
      publish(done, await create(folder));
    } catch (error) {
      publish(failed, String(error));
      throw error;
    }
  }
  for (;;) {
    if (existsSync(done)) return readFileSync(done, 'utf8');
    if (existsSync(failed)) throw new Error(`${name} was not created: ${readFileSync(failed, 'utf8')}`);
    await sleep(20);
  }
}

function isFirst(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx'));
    return true;
  } catch {
    return false;
  }
}

/** Renames a complete file into place, so that no reader sees half of it. */
function publish(file: string, content: string): void {
  writeFileSync(`${file}.part`, content);
  renameSync(`${file}.part`, file);
}
