import { banner } from './app.banner.js';
import { createApp } from './app.setup.js';
import { StartError } from './common/errors.js';
import { type Env, loadEnv } from './config/env.js';

/** How long calls under way may take to finish once the process is told to stop, in ms. */
const GRACE = 8_000;

async function main(env: Env): Promise<void> {
  const { nest, firstStart } = await createApp(env);
  await nest.listen(env.PORT, env.HOST);
  process.stdout.write(`${banner(await nest.getUrl(), env, firstStart)}\n`);

  const stop = async (): Promise<void> => {
    const server = nest.getHttpServer();
    // A connection whose call has been answered would wait for the next one.
    setInterval(() => server.closeIdleConnections(), 50).unref();
    setTimeout(() => server.closeAllConnections(), GRACE).unref();
    await nest.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
}

try {
  await main(loadEnv());
} catch (error) {
  process.stderr.write(`${error instanceof StartError ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
}
