// Compares reads on a small table with reads on a large table. Both should take the same time.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { temporaryDirectory } from './resources.mjs';
import { startService } from './service.mjs';
import { median } from './statistics.mjs';

const SEED_SCRIPT = join(import.meta.dirname, '../../dist/src/cli/seed.js');
const FIRST_PAGE = '?simplifiedPaging=true';

/** How often each read is measured on each table. */
export const READ_COUNT = 300;

/**
 * Starts one service per table size and sends the same requests to each, alternating between them.
 *
 * @param sizes The number of sessions in each table.
 * @returns For each kind of read, its name and the median time on each table, in ms.
 */
export async function measureReads(createDatabase, sizes, reportProgress) {
  const runs = [];
  try {
    for (const size of sizes) {
      const directory = temporaryDirectory();
      const database = await createDatabase(directory);
      reportProgress(`seeding ${size} sessions`);
      await seed(database.url, size);
      const service = await startService(directory, database, 'json');
      runs.push({ service, timesMs: new Map(), addresses: await readAddresses(service) });
    }
    const names = [...runs[0].addresses.keys()];
    for (const name of names) {
      reportProgress(`reading: ${name}`);
      for (let count = 0; count < READ_COUNT; count++) {
        for (const { service, timesMs, addresses } of runs) {
          const startedAt = performance.now();
          await (await get(service, addresses.get(name))).text();
          timesMs.set(name, [...(timesMs.get(name) ?? []), performance.now() - startedAt]);
        }
      }
    }
    return names.map((name) => ({ name, medians: runs.map(({ timesMs }) => median(timesMs.get(name))) }));
  } finally {
    await Promise.all(runs.map(({ service }) => service.stop()));
  }
}

async function seed(url, sessionCount) {
  const child = spawn(process.execPath, [SEED_SCRIPT, '--sessions', String(sessionCount)], {
    env: { PATH: process.env.PATH, DATABASE_URL: url },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`Seeding ${sessionCount} sessions failed`);
}

/** @returns The measured reads: each name with its address, relative to `/ai/sessions`. */
async function readAddresses(service) {
  const session = (await (await get(service, FIRST_PAGE)).json()).items.at(-1);
  let hundredthPage = FIRST_PAGE;
  for (let page = 1; page < 100; page++) {
    const response = await get(service, hundredthPage);
    await response.text();
    hundredthPage = /<[^?]*(\?[^>]*)>/.exec(response.headers.get('link'))[1];
  }
  return new Map([
    ['one session', `/${session.id}`],
    ['first page', FIRST_PAGE],
    ['hundredth page, by cursor', hundredthPage],
    ['one page of one account', `${FIRST_PAGE}&accountIds=${session.accountId}`],
  ]);
}

const get = ({ urls, headers }, address) =>
  fetch(urls[0] + address, { headers: { authorization: headers.authorization, accept: headers.accept } });
