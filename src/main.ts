import { banner } from './app.banner.js';
import { type App, startService } from './app.setup.js';
import { startFailure } from './app.start-failure.js';
import { type Env, loadEnv } from './config/env.js';

/** How long calls under way may take to finish once the process is told to stop, in ms. */
const GRACE = 8_000;

async function main(env: Env): Promise<void> {
  const app = await startService(env);
  process.stdout.write(`${banner(app.url, app.firstStart)}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(app));
}

async function stop({ nest, door }: App): Promise<void> {
  // A connection whose call has been answered would wait for the next one.
  setInterval(() => door.closeIdle(), 50).unref();
  setTimeout(() => nest.getHttpServer().closeAllConnections(), GRACE).unref();
  await nest.close();
  process.exit(0);
}

process.umask(0o077); // the database holds what only its owner may read
let env: Env | undefined;
try {
  env = loadEnv();
  await main(env);
} catch (error) {
  process.stderr.write(`${startFailure(error, env)}\n`);
  process.exit(1);
}
