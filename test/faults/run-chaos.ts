import { setTimeout as sleep } from 'node:timers/promises';
import { postgresPrograms } from '../support/postgres-programs.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { startNats } from './broker.js';
import { type Caller, connectToBroker, httpCaller, messageCaller } from './callers.js';
import { postgresDatabase, sqliteDatabase } from './databases.js';
import { startExecutor } from './executor.js';
import { type Fault, faultsOf } from './faults.js';
import { History } from './history.js';
import { Load } from './load.js';
import { Random } from './random.js';
import { printFaults, printVerdict } from './report.js';
import { ServiceClock } from './service-clock.js';
import { Service } from './service.js';

/** Short, so that applies lose their leases when the service or the database stalls. */
const LEASE_MS = '1000';
/** How long the service may need after a fault until it answers a change, in ms. */
const RECOVERY_TIMEOUT_MS = 60_000;
/** The probability that two faults happen at once. */
const TWO_AT_ONCE = 0.3;

interface ChaosOptions {
  readonly minutes: number;
  readonly clients: number;
  readonly seed: number;
}

/** Runs the service on one database, with faults, and prints what it has shown. @returns Whether everything held. */
export async function runChaos(
  dialect: 'sqlite' | 'postgres',
  { minutes, clients, seed }: ChaosOptions,
): Promise<boolean> {
  if (dialect === 'postgres' && postgresPrograms() === undefined) {
    console.log('PostgreSQL is left out: install the programs of a server (initdb, postgres).');
    return true;
  }
  const database = dialect === 'sqlite' ? sqliteDatabase() : await postgresDatabase();
  const nats = await startNats(`nats-${dialect}`);
  const brokerLink = nats === undefined ? undefined : await TcpProxy.to(nats);
  if (nats === undefined) console.log('Messages are left out: install nats-server.');
  if (dialect === 'postgres') console.log('A full disk is left out: PostgreSQL ends itself then.');
  else if (!('smallDisk' in database) || database.smallDisk === undefined)
    console.log('A full disk is left out: this user may not mount a small one.');

  const clock = new ServiceClock(`clock-${dialect}`);
  const history = new History();
  const executor = await startExecutor(history, new Random(seed));
  const env = {
    ...clock.env,
    ...executor,
    ACTIONS_LEASE: LEASE_MS,
    DATABASE_URL: database.url,
    TRANSPORT_URL: brokerLink?.address ?? '',
  };
  const service = await Service.start(dialect, env, clock.flags);
  const apiKey = await service.createApiKey();
  const broker = nats === undefined ? undefined : await connectToBroker(nats);
  const callers: Caller[] = [httpCaller(service.url, apiKey), ...(broker ? [messageCaller(broker, apiKey)] : [])];
  const load = new Load(history, callers, { clients, seed });
  await load.start();

  const random = new Random(seed);
  const recoveries = new Map<string, number[]>();
  const problems: string[] = [];
  const faults = faultsOf({ service, clock, database, brokerLink }, random);
  const endsAt = performance.now() + minutes * 60_000;
  try {
    while (performance.now() < endsAt) {
      await sleep(random.between(200, 2_000));
      const chosen = chooseFaults(faults, random);
      await Promise.allSettled(chosen.map(async ({ run }) => run())); // a fault fails if another has ended what it breaks
      const endedAt = performance.now();
      await load.progress(RECOVERY_TIMEOUT_MS);
      const name = chosen.length === 1 ? (chosen[0]?.name ?? '') : 'two at once';
      recoveries.set(name, [...(recoveries.get(name) ?? []), performance.now() - endedAt]);
    }
    await service.ready(RECOVERY_TIMEOUT_MS);
    await load.stop();
  } catch (error) {
    problems.push(String(error));
  }
  await broker?.close();
  await service.stop();
  console.log(`\n${dialect}: ${minutes} minutes, ${service.restarts} restarts of the service`);
  printFaults(recoveries);
  const isGood = printVerdict(history, await database.stored(), [...problems, ...service.crashes]);
  if (!isGood) console.error(service.errors().slice(-20).join('\n'));
  return isGood;
}

function chooseFaults(faults: readonly Fault[], random: Random): Fault[] {
  const first = random.pick(faults);
  if (!random.chance(TWO_AT_ONCE)) return [first];
  return [first, random.pick(faults.filter((fault) => fault !== first))];
}
