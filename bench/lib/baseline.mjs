import { join } from 'node:path';
import { startServer, waitFor } from './resources.mjs';
import { PURPOSE } from './service.mjs';

// Has the length of a real id. The baselines do not look the account up.
const ACCOUNT_ID = '0193a5b2-7c1e-7d3a-9f00-3f1c2d4e5a6b';

/** Starts a program in bench/baselines on a new database. */
export async function startBaseline(directory, database, fileName) {
  const script = join(import.meta.dirname, '../baselines', fileName);
  const server = startServer(script, { PORT: '0', DATABASE_URL: database.url }, directory);
  const url = await waitFor(server, () => /listening on (\S+)\n/.exec(server.output)?.[1]);
  return {
    urls: [`${url}/ai/sessions`],
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ accountId: ACCOUNT_ID, purpose: PURPOSE }),
    pid: server.pid,
    countSessions: database.countSessions,
    stop: async () => {
      await server.stop();
      await database.drop();
    },
  };
}
