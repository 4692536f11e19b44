// Temporary databases on the PostgreSQL server at BENCH_POSTGRES_URL, whose user must be able to create databases.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import pg from 'pg';

const SERVER_URL = process.env.BENCH_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const databaseNames = new Set();

/** @returns Why the PostgreSQL server is unavailable, or `undefined` if it accepts queries. */
export const postgresUnavailable = () =>
  query(SERVER_URL, 'SELECT 1').then(
    () => undefined,
    () => `no PostgreSQL server at ${new URL(SERVER_URL).host}; set BENCH_POSTGRES_URL to use another one`,
  );

/** Creates an empty database. */
export async function postgresDatabase() {
  const name = `voice_bench_${randomBytes(6).toString('hex')}`;
  await query(SERVER_URL, `CREATE DATABASE ${name}`);
  databaseNames.add(name);
  const url = new URL(SERVER_URL);
  url.pathname = name;
  return {
    url: url.href,
    countSessions: async () => Number((await query(url.href, 'SELECT count(*) AS n FROM ai_sessions'))[0].n),
    drop: async () => {
      await query(SERVER_URL, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      databaseNames.delete(name);
    },
  };
}

async function query(url, text) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

// An exit handler cannot await, so another process, which runs this file, drops the remaining databases.
if (process.argv[1] === import.meta.filename) {
  for (const name of process.argv.slice(2)) await query(SERVER_URL, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
} else {
  process.on('exit', () => {
    if (databaseNames.size > 0)
      spawnSync(process.execPath, [import.meta.filename, ...databaseNames], { timeout: 20_000 });
  });
}
