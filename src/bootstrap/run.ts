import { ProcessEnd } from './process-end.js';
import { logStart, startBanner } from './start-banner.js';
import { startService } from './service.js';
import { startFailure } from './start-failure.js';
import { type Env, loadEnv } from '../config/env.js';

async function run(env: Env, processEnd: ProcessEnd): Promise<void> {
  const service = await startService(env);
  // Before the banner: a program that waits for the banner may send a signal as soon as it has read it.
  processEnd.follow(service);
  if (env.isProduction) logStart(service);
  else process.stdout.write(`${startBanner(service)}\n`);
}

process.umask(0o077); // only the owner may read the database files that this process creates
const processEnd = new ProcessEnd();
let env: Env | undefined;
try {
  env = loadEnv();
  await run(env, processEnd);
} catch (error) {
  process.stderr.write(`${startFailure(error, env)}\n`);
  process.exit(1);
}
