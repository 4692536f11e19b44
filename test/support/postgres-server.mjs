// Where the tests find PostgreSQL, and whether it is there. Plain JavaScript, because jest.config.js asks too.
import pg from 'pg';

/** A server on which this user may create databases: `TEST_POSTGRES_URL`. */
export const SERVER_URL = process.env.TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** Runs statements on a database of the server, on a connection of their own. */
export async function onServer(url, work) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 30_000 });
  client.on('error', () => undefined); // a server that is stopped meanwhile ends the query too
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

export const isReachable = () =>
  onServer(SERVER_URL, (client) => client.query('SELECT 1')).then(
    () => true,
    () => false,
  );
