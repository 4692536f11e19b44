import { join } from 'node:path';
import { startServer, waitFor } from './resources.mjs';
import { PURPOSE } from './service.mjs';
import { countSessions } from './sqlite.mjs';

const ACCOUNT_ID = '0193a5b2-7c1e-7d3a-9f00-3f1c2d4e5a6b'; // as long as a real one; the baselines do not look it up

/** Starts a program of bench/baselines on a new SQLite database. */
export async function startBaseline(directory, name) {
  const file = join(directory, 'voice.db');
  const script = join(import.meta.dirname, '../baselines', name);
  const server = startServer(script, { PORT: '0', FILE: file }, directory);
  const url = await waitFor(server, () => /listening on (\S+)\n/.exec(server.output)?.[1]);
  return {
    url: `${url}/ai/sessions`,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ accountId: ACCOUNT_ID, purpose: PURPOSE }),
    pid: server.pid,
    countStored: () => countSessions(file),
    stop: server.stop,
  };
}
