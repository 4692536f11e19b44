// `npm run failover`: kills the primary of two PostgreSQL servers again and again under load, and checks every answer.
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { httpCaller } from './callers.js';
import { Cluster } from './cluster.js';
import { startExecutor } from './executor.js';
import { isHaproxyInstalled } from './haproxy.js';
import { postgresPrograms } from '../support/postgres-programs.js';
import { History } from './history.js';
import { Load } from './load.js';
import { Random } from './random.js';
import { printVerdict, seconds } from './report.js';
import { Service } from './service.js';
import { storedInPostgres } from './stored.js';

const USAGE = `Usage: npm run failover -- [options]

Runs the service on two PostgreSQL servers behind HAProxy, all on 127.0.0.1 and in temporary folders. Kills the primary under
load, promotes the standby, and makes the killed server the standby. Exits with 1 if an answer was lost, doubled or different.

Options:
  --kills <n>      how often the primary is killed (default: 10)
  --clients <n>    concurrent clients (default: 24)
  --seed <n>       what the clients do (default: random)
  --asynchronous   commits do not wait for the standby: shows what is lost then
  --help           show this help`;

const { values: options } = parseArgs({
  options: {
    kills: { type: 'string', default: '10' },
    clients: { type: 'string', default: '24' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    asynchronous: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(USAGE);
  process.exit();
}
const [kills, clients, seed] = [options.kills, options.clients, options.seed].map(Number) as [number, number, number];
if (!(kills >= 1) || !(clients >= 1) || !Number.isInteger(seed)) {
  console.error(USAGE);
  process.exit(2);
}
if (postgresPrograms() === undefined || !isHaproxyInstalled()) {
  console.error('This requires the programs of a PostgreSQL server (initdb, pg_rewind) and HAProxy.');
  process.exit(2);
}

/** How long the load runs before each kill and after it, in ms. */
const LOAD_MS = 2_000;
const RECOVERY_TIMEOUT_MS = 60_000;
/** Every so often the standby is cut off before the kill, and the primary crashes once without it. */
const ISOLATE_EVERY = 3;

console.log(`Seed ${seed}`);
const cluster = await Cluster.start(!options.asynchronous);
const history = new History();
const executor = await startExecutor(history, new Random(seed));
const service = await Service.start('service', { ...executor, DATABASE_URL: cluster.url });
const apiKey = await service.createApiKey();
const load = new Load(history, [httpCaller(service.url, apiKey)], { clients, seed });
await load.start();

const pauses: number[] = [];
for (let kill = 1; kill <= kills; kill++) {
  await sleep(LOAD_MS);
  await load.progress(RECOVERY_TIMEOUT_MS);
  const isIsolated = kill % ISOLATE_EVERY === 0;
  if (isIsolated) {
    await cluster.isolateStandby();
    await sleep(LOAD_MS / 2); // commits wait for the standby
    await cluster.restartPrimary(); // and are there, so a retry finds them
    await sleep(LOAD_MS);
  }
  const killedAt = performance.now();
  const isMachineLost = kill % 2 === 1;
  await (isMachineLost ? cluster.primary.kill() : cluster.primary.stop('SIGQUIT'));
  await cluster.failOver();
  const promotedAt = performance.now();
  await load.progress(RECOVERY_TIMEOUT_MS);
  const pause = performance.now() - killedAt;
  pauses.push(pause);
  const method = isMachineLost ? 'rewind' : 'clone';
  await cluster.rebuildStandby(method);
  console.log(
    `${kill}. ${isMachineLost ? 'all processes killed' : 'immediate shutdown'}${isIsolated ? ', the standby cut off before' : ''}: ` +
      `promoted after ${seconds(promotedAt - killedAt)}, writes after ${seconds(pause)}; standby by ${method} after ` +
      seconds(performance.now() - killedAt),
  );
}
await sleep(LOAD_MS);
await load.stop();
const stored = await storedInPostgres(cluster.url);
await service.stop();
const restarts = service.restarts > 0 ? [`The service was restarted ${service.restarts} times.`] : [];
console.log(`Seconds without writes: ${seconds(Math.min(...pauses))} to ${seconds(Math.max(...pauses))}`);
process.exit(printVerdict(history, stored, [...service.crashes, ...restarts]) ? 0 : 1);
