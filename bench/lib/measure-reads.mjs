// What reading costs on a small table and on a large one: it should cost the same.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { temporaryDirectory } from './resources.mjs';
import { startService } from './service.mjs';
import { median } from './statistics.mjs';

const SEED = join(import.meta.dirname, '../../dist/src/cli/seed.js');
const CALLS = 300;
const PAGE = '?simplifiedPaging=true';

/**
 * Asks a service on a small table and one on a large table for the same things in turn.
 *
 * @param sizes How many sessions the two tables have.
 * @returns For each thing the median time on both, in ms.
 */
export async function measureReads(database, sizes, progress) {
  const running = [];
  try {
    for (const size of sizes) {
      const directory = temporaryDirectory();
      const place = await database(directory);
      progress(`seeding ${size} sessions`);
      await seed(place.url, size);
      const service = await startService(directory, place, 'json');
      running.push({ service, times: new Map(), addresses: await addressesOf(service) });
    }
    for (const name of running[0].addresses.keys()) {
      progress(`reading: ${name}`);
      for (let call = 0; call < CALLS; call++) {
        for (const { service, times, addresses } of running) {
          const start = performance.now();
          await (await get(service, addresses.get(name))).text();
          times.set(name, [...(times.get(name) ?? []), performance.now() - start]);
        }
      }
    }
    return [...running[0].addresses.keys()].map((name) => ({
      name,
      medians: running.map(({ times }) => median(times.get(name))),
    }));
  } finally {
    await Promise.all(running.map(({ service }) => service.stop()));
  }
}

async function seed(url, sessions) {
  const child = spawn(process.execPath, [SEED, '--sessions', String(sessions)], {
    env: { PATH: process.env.PATH, DATABASE_URL: url },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error('Seeding failed');
}

async function addressesOf(service) {
  const newest = (await (await get(service, PAGE)).json()).items.at(-1);
  let hundredth = PAGE;
  for (let page = 1; page < 100; page++) {
    const answer = await get(service, hundredth);
    await answer.text();
    hundredth = /<[^?]*(\?[^>]*)>/.exec(answer.headers.get('link'))[1];
  }
  return new Map([
    ['get', `/${newest.id}`],
    ['first page', PAGE],
    ['hundredth page, by cursor', hundredth],
    ['a page of one account', `${PAGE}&accountIds=${newest.accountId}`],
  ]);
}

const get = ({ urls, headers }, address) =>
  fetch(urls[0] + address, { headers: { authorization: headers.authorization, accept: headers.accept } });
