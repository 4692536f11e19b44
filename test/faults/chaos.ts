// `npm run chaos`: random faults under mixed load, and a check of every answer.
import { parseArgs } from 'node:util';
import { runChaos } from './run-chaos.js';

const USAGE = `Usage: npm run chaos -- [options]

Runs the service with random faults under load by HTTP and by messages, all on 127.0.0.1 and in temporary folders. Exits with 1
if an answer was lost, doubled or different, a failure was not an honest status, or the service did not come back by itself.

Options:
  --database <name>  sqlite, postgres or both (default: both, one after the other)
  --minutes <n>      how long, for each database (default: 3)
  --clients <n>      concurrent clients (default: 16)
  --seed <n>         the faults and what the clients do (default: random)
  --help             show this help`;

const { values: options } = parseArgs({
  options: {
    database: { type: 'string', default: 'both' },
    minutes: { type: 'string', default: '3' },
    clients: { type: 'string', default: '16' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(USAGE);
  process.exit();
}
const dialects = (['sqlite', 'postgres'] as const).filter((name) => ['both', name].includes(options.database));
const [minutes, clients, seed] = [options.minutes, options.clients, options.seed].map(Number) as [
  number,
  number,
  number,
];
if (dialects.length === 0 || !(minutes > 0) || !(clients >= 1) || !Number.isInteger(seed)) {
  console.error(USAGE);
  process.exit(2);
}

console.log(`Seed ${seed}`);
let isGood = true;
for (const dialect of dialects) isGood = (await runChaos(dialect, { minutes, clients, seed })) && isGood;
process.exit(isGood ? 0 : 1);
