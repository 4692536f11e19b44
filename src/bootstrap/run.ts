import cluster from 'node:cluster';
import { ProcessEnd } from './process-end.js';
import { announceStart } from './start-banner.js';
import { startFailure } from './start-failure.js';
import { type Env, loadEnv } from '../config/env.js';

/** Runs the service in this process. */
async function run(env: Env, processEnd: ProcessEnd): Promise<void> {
  const { startService } = await import('./service.js');
  const service = await startService(env);
  // Before the start is announced: a program that waits for that may send a signal as soon as it has read it.
  processEnd.follow(service);
  if (cluster.isWorker) (await import('./workers.js')).reportStarted(service);
  else announceStart(service, env);
}

/** Runs the service in `WORKERS` processes below this one. */
async function runWorkers(env: Env, processEnd: ProcessEnd): Promise<void> {
  const { Workers } = await import('./workers.js');
  const workers = new Workers(env);
  const started = await workers.startFirst();
  if (!started) process.exit(1);
  processEnd.follow(workers);
  announceStart(started, env);
  for (let index = 1; index < env.WORKERS; index++) void workers.startAnother(index);
}

process.umask(0o077); // only the owner may read the database files that this process creates
const processEnd = new ProcessEnd();
let env: Env | undefined;
try {
  env = loadEnv();
  await (env.WORKERS > 1 && cluster.isPrimary ? runWorkers : run)(env, processEnd);
} catch (error) {
  process.stderr.write(`${startFailure(error, env)}\n`);
  process.exit(1);
}
