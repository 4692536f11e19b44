// `npm run failover`: kills the primary of two PostgreSQL servers again and again under load, and checks every answer.
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { httpCaller } from './callers.js';
import { Cluster } from './cluster.js';
import { startExecutor } from './executor.js';
import { GivenServers } from './given-servers.js';
import { isHaproxyInstalled } from './haproxy.js';
import { postgresPrograms } from '../support/postgres-programs.js';
import { History } from './history.js';
import { killPrimary } from './kill-primary.js';
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
  --help           show this help

For servers of your own, with an empty database:
  --database-url <url>    the address of whichever server is the primary
  --kill-command <text>   run by sh for each kill: waits until the servers are healthy, and kills the primary
  --wait <n>              seconds from each kill to the next command (default: 30)`;

const { values: options } = parseArgs({
  options: {
    kills: { type: 'string', default: '10' },
    clients: { type: 'string', default: '24' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    asynchronous: { type: 'boolean', default: false },
    'database-url': { type: 'string' },
    'kill-command': { type: 'string' },
    wait: { type: 'string', default: '30' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(USAGE);
  process.exit();
}
const [kills, clients, seed, wait] = [options.kills, options.clients, options.seed, options.wait].map(Number) as [
  number,
  number,
  number,
  number,
];
const { 'database-url': databaseUrl, 'kill-command': killCommand } = options;
const hasOwnServers = databaseUrl !== undefined && killCommand !== undefined;
const isHalf = !hasOwnServers && (databaseUrl ?? killCommand) !== undefined;
if (!(kills >= 1) || !(clients >= 1) || !Number.isInteger(seed) || !(wait > 0) || isHalf) {
  console.error(USAGE);
  process.exit(2);
}
if (!hasOwnServers && (postgresPrograms() === undefined || !isHaproxyInstalled())) {
  console.error('This requires the programs of a PostgreSQL server (initdb, pg_rewind) and HAProxy.');
  process.exit(2);
}

/** How long the load runs at the end, in ms. */
const LOAD_MS = 2_000;

console.log(`Seed ${seed}`);
const servers = hasOwnServers
  ? new GivenServers(databaseUrl, killCommand, wait)
  : await Cluster.start(!options.asynchronous);
const history = new History();
const executor = await startExecutor(history, new Random(seed));
const service = await Service.start('service', { ...executor, DATABASE_URL: servers.url });
const apiKey = await service.createApiKey();
const load = new Load(history, [httpCaller(service.url, apiKey)], { clients, seed });
await load.start();

const pauses: number[] = [];
for (let kill = 1; kill <= kills; kill++) {
  const { pauseMs, text } = await (servers instanceof Cluster ? killPrimary(servers, load, kill) : servers.kill(load));
  pauses.push(pauseMs);
  console.log(`${kill}. ${text}`);
}
await sleep(LOAD_MS);
await load.stop();
const stored = await storedInPostgres(servers.url);
await service.stop();
const restarts = service.restarts > 0 ? [`The service was restarted ${service.restarts} times.`] : [];
console.log(`Seconds without writes: ${seconds(Math.min(...pauses))} to ${seconds(Math.max(...pauses))}`);
const isGood = printVerdict(history, stored, [...service.crashes, ...restarts]);
if (!isGood) console.error(service.errors().slice(-20).join('\n'));
process.exit(isGood ? 0 : 1);
