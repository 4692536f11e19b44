// Starts the service from its build output, with its default settings.
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SignJWT } from 'jose';
import { startServer, temporaryDirectory, waitFor } from './resources.mjs';
import { sqliteDatabase } from './sqlite.mjs';

const MAIN_SCRIPT = join(import.meta.dirname, '../../dist/src/main.js');
const ANONYMOUS_SCRIPT = join(import.meta.dirname, '../baselines/anonymous-service.mjs');
const ADMIN_SCRIPT = join(import.meta.dirname, '../../bin/admin.mjs');
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

/** The request headers of each authentication scheme. */
const schemes = {
  anonymous: () => ({}),
  basic: () => ({ authorization: AUTHORIZATION }),
  cookie: async ({ url }) => {
    const body = JSON.stringify({ userName: 'admin', password: PASSWORD });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/auth/credentials`, { method: 'POST', headers, body });
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
    return { cookie: cookies.join('; ') };
  },
  key: async ({ database }) => {
    const env = { PATH: process.env.PATH, DATABASE_URL: database };
    const { stdout } = await promisify(execFile)(process.execPath, [ADMIN_SCRIPT, 'key', 'create', 'admin'], { env });
    return { authorization: `Bearer ${stdout.trim()}` };
  },
  jwt: async () => {
    const token = new SignJWT({ roles: ['SystemAdministrator'] }).setSubject('bench').setExpirationTime('1h');
    const jwt = await token.setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(JWT_SECRET));
    return { authorization: `Bearer ${jwt}` };
  },
};

/**
 * Starts replicas of the service on a new database.
 *
 * @param format The format of requests and responses: `json` or `xml`.
 * @param scheme The authentication scheme of the requests.
 * @param allowsAnonymous Whether the guard lets requests without credentials through.
 * @param tracesGc Whether the target counts what the first replica allocates.
 * @param transport The value of `TRANSPORT_URL`, if the load is sent as messages.
 */
export async function startService(
  directory,
  database,
  format,
  { replicas = 1, scheme = 'basic', allowsAnonymous = false, transport, tracesGc } = {},
) {
  const script = allowsAnonymous ? ANONYMOUS_SCRIPT : MAIN_SCRIPT;
  const servers = Array.from({ length: replicas }, () =>
    spawnService(directory, database, 0, script, transport, { tracesGc }),
  );
  // The start banner contains the URL, the messages address and the id of the demo account.
  const started = await Promise.all(
    servers.map((server) =>
      waitFor(server, () =>
        /listening on (\S+)(?:[^]*Messages +(\S+))?[^]*"accountId":"([0-9a-f-]{36})"/.exec(server.output)?.slice(1),
      ),
    ),
  );
  const [baseUrl, messagesUrl, accountId] = started[0];
  const { mediaType, write } = formats[format];
  const headersFor = async (name) => ({
    ...(await schemes[name]({ url: baseUrl, database: database.url })),
    'content-type': mediaType,
    accept: mediaType,
  });
  const headers = await headersFor(scheme);
  return {
    urls: started.map(([url]) => `${url}/ai/sessions`),
    headers,
    headersFor,
    body: write(accountId),
    message: transport && {
      url: messagesUrl,
      pattern: 'ai.sessions.create',
      envelope: { credentials: { apiKey: headers.authorization.slice(7) }, data: { accountId, purpose: PURPOSE } },
    },
    pid: servers[0].pid,
    allocation: servers[0].allocation,
    countSessions: database.countSessions,
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
      await database.drop();
    },
  };
}

/**
 * Starts the service on an empty database, which includes the migrations and the first administrator, and stops it.
 *
 * @returns The time from the start of the process until the first session has been created, in s.
 */
export async function measureColdStart() {
  const port = await freePort();
  const headers = { authorization: AUTHORIZATION, 'content-type': 'application/json' };
  const request = { method: 'POST', headers, body: JSON.stringify({ purpose: PURPOSE }) };
  const startedAt = performance.now();
  const directory = temporaryDirectory();
  const server = spawnService(directory, sqliteDatabase(directory), port);
  try {
    await waitFor(server, async () => {
      const response = await fetch(`http://127.0.0.1:${port}/ai/sessions`, request).catch(() => undefined);
      await response?.text();
      return response?.status === 200 ? response : undefined;
    });
    return (performance.now() - startedAt) / 1000;
  } finally {
    await server.stop();
  }
}

function spawnService(directory, database, port, script = MAIN_SCRIPT, transport = '', options = {}) {
  const env = {
    PORT: String(port),
    DATABASE_URL: database.url,
    ADMIN_PASSWORD: PASSWORD,
    LOG_LEVEL: 'log',
    JWT_SECRET,
    TRANSPORT_URL: transport,
  };
  return startServer(script, env, directory, options);
}

/** Finds a free port, because the cold start polls the service before the service prints its port. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
