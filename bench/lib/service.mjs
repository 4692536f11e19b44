// The service itself, from its built output, as it is shipped.
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SignJWT } from 'jose';
import { startServer, temporaryDirectory, waitFor } from './resources.mjs';
import { sqliteDatabase } from './sqlite.mjs';

const MAIN = join(import.meta.dirname, '../../dist/src/main.js');
const OPEN = join(import.meta.dirname, '../baselines/open-service.mjs');
const ADMIN = join(import.meta.dirname, '../../bin/admin.mjs');
const JWT_SECRET = 'a secret of the benchmark, 32 bytes or more';
const PASSWORD = 'benchmark-password';
const AUTHORIZATION = `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}`;
const NAMESPACE = 'http://schemas.datacontract.org/2004/07/Voice.Api.AI';

export const PURPOSE = 'Summarise the calls of this week';

const formats = {
  json: {
    mediaType: 'application/json',
    write: (accountId) => JSON.stringify({ accountId, purpose: PURPOSE }),
  },
  xml: {
    mediaType: 'application/xml',
    write: (accountId) =>
      `<NewAISession xmlns="${NAMESPACE}"><AccountId>${accountId}</AccountId><Purpose>${PURPOSE}</Purpose></NewAISession>`,
  },
};

/** How a caller shows who they are, for each way to sign in: the headers of every call. */
const schemes = {
  open: () => ({}),
  basic: () => ({ authorization: AUTHORIZATION }),
  cookie: async ({ url }) => {
    const body = JSON.stringify({ userName: 'admin', password: PASSWORD });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/auth/credentials`, { method: 'POST', headers, body });
    const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
    return { cookie: cookies.join('; ') };
  },
  key: async ({ database }) => {
    const env = { PATH: process.env.PATH, DATABASE_URL: database };
    const made = await promisify(execFile)(process.execPath, [ADMIN, 'key', 'create', 'admin'], { env });
    return { authorization: `Bearer ${made.stdout.trim()}` };
  },
  jwt: async () => {
    const token = new SignJWT({ roles: ['SystemAdministrator'] }).setSubject('admin').setExpirationTime('1h');
    const jwt = await token.setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(JWT_SECRET));
    return { authorization: `Bearer ${jwt}` };
  },
};

/**
 * Starts replicas of the service on a new database, to be called in one format both ways.
 *
 * @param scheme How callers sign in.
 * @param isOpen Whether the guard is one that asks nobody who shows nothing.
 * @param transport What `TRANSPORT_URL` is, where the service is to be called by messages.
 */
export async function startService(
  directory,
  database,
  format,
  { replicas = 1, scheme = 'basic', isOpen = false, transport } = {},
) {
  const script = isOpen ? OPEN : MAIN;
  const servers = Array.from({ length: replicas }, () => spawnService(directory, database, 0, script, transport));
  const started = await Promise.all(
    servers.map((server) =>
      waitFor(server, () =>
        /listening on (\S+)(?:[^]*Messages +(\S+))?[^]*"accountId":"([0-9a-f-]{36})"/.exec(server.output)?.slice(1),
      ),
    ),
  );
  const [, messages, accountId] = started[0];
  const { mediaType, write } = formats[format];
  const headersBy = async (scheme) => ({
    ...(await schemes[scheme]({ url: started[0][0], database: database.url })),
    'content-type': mediaType,
    accept: mediaType,
  });
  const headers = await headersBy(scheme);
  return {
    urls: started.map(([url]) => `${url}/ai/sessions`),
    headers,
    headersBy,
    body: write(accountId),
    message: transport && {
      url: messages,
      pattern: 'ai.sessions.create',
      envelope: { credentials: { apiKey: headers.authorization.slice(7) }, data: { accountId, purpose: PURPOSE } },
    },
    pid: servers[0].pid,
    countStored: database.countSessions,
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
      await database.drop();
    },
  };
}

/**
 * Starts the service on a new database, migrations and first administrator included, and stops it.
 *
 * @returns How long it took from the start of the process to the first session created, in s.
 */
export async function coldStart() {
  const port = await freePort();
  const headers = { authorization: AUTHORIZATION, 'content-type': 'application/json' };
  const call = { method: 'POST', headers, body: JSON.stringify({ purpose: PURPOSE }) };
  const begun = performance.now();
  const directory = temporaryDirectory();
  const server = spawnService(directory, sqliteDatabase(directory), port);
  try {
    await waitFor(server, async () => {
      const response = await fetch(`http://127.0.0.1:${port}/ai/sessions`, call).catch(() => undefined);
      await response?.text();
      return response?.status === 200 ? response : undefined;
    });
    return (performance.now() - begun) / 1000;
  } finally {
    await server.stop();
  }
}

function spawnService(directory, database, port, script = MAIN, transport = '') {
  const env = {
    PORT: String(port),
    DATABASE_URL: database.url,
    ADMIN_PASSWORD: PASSWORD,
    LOG_LEVEL: 'log',
    JWT_SECRET,
    TRANSPORT_URL: transport,
  };
  return startServer(script, env, directory);
}

/** A port that is free now: whoever polls a server has to know it before the server can tell. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
