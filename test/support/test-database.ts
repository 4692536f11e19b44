import { randomBytes } from 'node:crypto';
import { sqliteDriver } from '../../src/database/engine/sqlite-driver.js';
import { onServer, SERVER_URL } from './postgres-server.mjs';
import { temporaryFolder } from './service-process.js';

declare global {
  /** Which of the two databases the tests of this run are on; jest.config.js says it. */
  var TEST_DATABASE: 'sqlite' | 'postgres' | undefined;
}

/** Which database this run of the end-to-end tests is on. */
export const testDialect = globalThis.TEST_DATABASE ?? 'sqlite';

/** A new, empty database that nobody else uses. */
export interface TestDatabase {
  /** What `DATABASE_URL` is to be. */
  readonly url: string;
  /** Runs a statement beside the service, on a connection of its own: what it sees is committed. */
  query<Row extends object>(text: string): Promise<Row[]>;
  drop(): Promise<void>;
}

/** @param dialect Where a test needs one kind, whatever the run is on. */
export const testDatabase = (dialect = testDialect): Promise<TestDatabase> =>
  dialect === 'postgres' ? onPostgres() : onSqlite();

async function onPostgres(): Promise<TestDatabase> {
  const name = `voice_test_${randomBytes(6).toString('hex')}`;
  const url = new URL(SERVER_URL);
  url.pathname = name;
  await onServer(SERVER_URL, (client) => client.query(`CREATE DATABASE ${name}`));
  return {
    url: url.href,
    query: <Row extends object>(text: string) =>
      onServer(url.href, async (client) => (await client.query<Row>(text)).rows),
    drop: async () => {
      await onServer(SERVER_URL, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

function onSqlite(): Promise<TestDatabase> {
  const file = `${temporaryFolder()}/voice.db`;
  return Promise.resolve({
    url: `sqlite:${file}`,
    query: <Row extends object>(text: string) => {
      const database = new (sqliteDriver())(file);
      try {
        const statement = database.prepare(text);
        return Promise.resolve(statement.reader ? (statement.all() as Row[]) : (statement.run(), []));
      } finally {
        database.close();
      }
    },
    drop: () => Promise.resolve(),
  });
}
