import { randomBytes } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteDriver } from '../../src/database/engine/sqlite-driver.js';
import { onServer, SERVER_URL } from './postgres-server.mjs';
import { oncePerRun, RUN_ID, temporaryFolder } from './run-folder.js';

export type TestDialect = 'sqlite' | 'postgres';

declare global {
  /** The database of the Jest project; set by jest.config.js. */
  var TEST_DATABASE: TestDialect | undefined;
}

/** The database that the tests of this project run on. */
export const testDialect = globalThis.TEST_DATABASE ?? 'sqlite';

/** A database that no other test uses. */
export interface TestDatabase {
  /** The value for `DATABASE_URL`. */
  readonly url: string;
  /** Runs a statement on a connection of its own: it sees only what is committed. */
  query<Row extends object>(text: string): Promise<Row[]>;
  drop(): Promise<void>;
}

/** Creates what every copy of a template has; the database at the URL is empty. */
export type Fill = (url: string) => Promise<void>;

/**
 * A new, empty database.
 *
 * @param dialect For a test that needs one kind, whatever project it runs in.
 */
export const testDatabase = (dialect = testDialect): Promise<TestDatabase> =>
  dialect === 'postgres' ? createOnPostgres() : Promise.resolve(sqliteAt(newSqliteFile()));

/**
 * A copy of a database that `fill` fills once for the whole run.
 *
 * @param dialect As for {@link testDatabase}.
 */
export async function copyOfTemplate(fill: Fill, dialect = testDialect): Promise<TestDatabase> {
  if (dialect === 'postgres') {
    return createOnPostgres(await oncePerRun('postgres-template', () => createPostgresTemplate(fill)));
  }
  const template = await oncePerRun('sqlite-template', async (folder) => {
    const file = join(folder, 'voice.db');
    await fill(`sqlite:${file}`);
    return file;
  });
  const file = newSqliteFile();
  copyFileSync(template, file);
  return sqliteAt(file);
}

const newSqliteFile = (): string => join(temporaryFolder(), 'voice.db');

function sqliteAt(file: string): TestDatabase {
  return {
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
  };
}

async function createPostgresTemplate(fill: Fill): Promise<string> {
  const name = newPostgresName();
  await onServer(SERVER_URL, (client) => client.query(`CREATE DATABASE ${name}`));
  await fill(postgresUrl(name));
  return name;
}

async function createOnPostgres(template = 'template1'): Promise<TestDatabase> {
  const name = newPostgresName();
  const url = postgresUrl(name);
  await onServer(SERVER_URL, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return {
    url,
    query: <Row extends object>(text: string) => onServer(url, async (client) => (await client.query<Row>(text)).rows),
    drop: async () => {
      await onServer(SERVER_URL, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** With the id of the run, by which global-teardown.mjs finds the databases that tests leave behind. */
const newPostgresName = (): string => `voice_test_${RUN_ID}_${randomBytes(6).toString('hex')}`;

function postgresUrl(name: string): string {
  const url = new URL(SERVER_URL);
  url.pathname = name;
  return url.href;
}
