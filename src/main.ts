import { ProcessEnd } from './bootstrap/process-end.js';
import { startBanner } from './bootstrap/start-banner.js';
import { startService } from './bootstrap/service.js';
import { startFailure } from './bootstrap/start-failure.js';
import { type Env, loadEnv } from './config/env.js';

async function main(env: Env, processEnd: ProcessEnd): Promise<void> {
  const service = await startService(env);
  // Before the banner: a program that waits for the banner may send a signal as soon as it has read it.
  processEnd.follow(service);
  process.stdout.write(`${startBanner(service)}\n`);
}

process.umask(0o077); // only the owner may read the database files that this process creates
const processEnd = new ProcessEnd();
let env: Env | undefined;
try {
  env = loadEnv();
  await main(env, processEnd);
} catch (error) {
  process.stderr.write(`${startFailure(error, env)}\n`);
  process.exit(1);
}
