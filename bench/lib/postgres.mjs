// Throw-away databases on a PostgreSQL server: BENCH_POSTGRES_URL, by a user who may create them.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import pg from 'pg';

const SERVER = process.env.BENCH_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const names = new Set();

/** Why there is nothing to measure on; nothing where there is. */
export const whyNoPostgres = () =>
  query(SERVER, 'SELECT 1').then(
    () => undefined,
    () => `there is no PostgreSQL at ${new URL(SERVER).host} (BENCH_POSTGRES_URL names another one)`,
  );

/** A new, empty database. */
export async function postgresDatabase() {
  const name = `voice_bench_${randomBytes(6).toString('hex')}`;
  await query(SERVER, `CREATE DATABASE ${name}`);
  names.add(name);
  const url = new URL(SERVER);
  url.pathname = name;
  return {
    url: url.href,
    countSessions: async () => Number((await query(url.href, 'SELECT count(*) AS n FROM ai_sessions'))[0].n),
    drop: async () => {
      await query(SERVER, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      names.delete(name);
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

// Nothing can be awaited any more when the bench ends before its time: another process drops what is left.
if (process.argv[1] === import.meta.filename) {
  for (const name of process.argv.slice(2)) await query(SERVER, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
} else {
  process.on('exit', () => {
    if (names.size > 0) spawnSync(process.execPath, [import.meta.filename, ...names], { timeout: 20_000 });
  });
}
