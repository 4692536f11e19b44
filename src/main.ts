import { startBanner } from './bootstrap/start-banner.js';
import { startService } from './bootstrap/service.js';
import { startFailure } from './bootstrap/start-failure.js';
import { type Env, loadEnv } from './config/env.js';

async function main(env: Env): Promise<void> {
  const app = await startService(env);
  // Before anything is printed: whoever reads it may stop the service at once.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void app.stop().then(() => process.exit(0)));
  }
  process.stdout.write(`${startBanner(app)}\n`);
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
