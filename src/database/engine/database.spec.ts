import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sqliteDriver } from './sqlite-driver.js';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { ServiceUnavailableError } from '../../common/errors.js';
import { readEnv } from '../../config/env.js';
import { ServiceDataSource } from '../schema/data-source.js';
import { dataSourceOptions, resolveInMemoryDatabase } from '../schema/data-source-options.js';
import { SqliteDatabase } from './sqlite.database.js';
import { Statement } from './statement.js';

describe('SqliteDatabase', () => {
  let writer: DataSource;
  let database: SqliteDatabase;
  let file: string;

  beforeEach(async () => {
    const env = resolveInMemoryDatabase(readEnv({ DATABASE_URL: 'sqlite::memory:' }));
    file = env.DATABASE_URL.slice('sqlite:'.length);
    writer = await new ServiceDataSource(dataSourceOptions(env)).initialize();
    await writer.runMigrations();
    database = await SqliteDatabase.open(writer);
  });
  afterEach(async () => {
    await database.onApplicationShutdown();
    await writer.destroy();
  });

  const insert = (id: string): Promise<unknown> =>
    database.write((manager) => manager.query(`INSERT INTO secrets VALUES (?, 'v')`, [id]));
  const ids = async (): Promise<string[]> =>
    (await database.read.query<{ id: string }[]>('SELECT name AS id FROM secrets ORDER BY name')).map(({ id }) => id);

  it('keeps a committed write when a concurrent transaction of another caller is rolled back', async () => {
    const failing = database.write(async (manager) => {
      await manager.query(`INSERT INTO secrets VALUES ('bad', 'v')`);
      await sleep(30); // another caller's write arrives while this transaction is open
      throw new Error('rolled back');
    });
    await sleep(5);
    await insert('good');
    await expect(failing).rejects.toThrow('rolled back');
    expect(await ids()).toEqual(['good']);
  });

  it('does not read uncommitted data', async () => {
    let seen: string[] = ['not read'];
    await database.write(async (manager) => {
      await manager.query(`INSERT INTO secrets VALUES ('a', 'v')`);
      seen = await ids();
    });
    expect(seen).toEqual([]);
    expect(await ids()).toEqual(['a']);
  });

  it('rejects a write on the read connection', async () => {
    await expect(database.read.query('DELETE FROM secrets')).rejects.toThrow(/readonly/);
  });

  it('fails a list with a mistake of the program with its error and stack, not as an outage, and goes on', async () => {
    const options = { table: 'secrets', isIndexed: true, chunkSize: 1 };
    const statement = new Statement('sqlite');
    statement.text = 'SELECT name FROM secrets WHERE name = ?'; // without a value
    for (const list of [database.scan(statement, options), database.stream(statement, options).next()]) {
      const error = (await list.catch((thrown: unknown) => thrown)) as Error;
      expect([error.name, error.message]).toEqual(['RangeError', 'Too few parameter values were provided']);
      expect(error.stack).toMatch(/^RangeError: [^]*\n +at answer /);
    }
    statement.text = 'SELECT name FROM secrets';
    expect(await database.scan(statement, options)).toEqual([]);
  });

  it('opens the database with WAL, synchronous FULL, foreign keys and a busy timeout of at most 100 ms', async () => {
    const pragma = async (name: string): Promise<unknown> =>
      Object.values((await writer.query<object[]>(`PRAGMA ${name}`))[0] ?? {})[0];
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(2);
    expect(await pragma('foreign_keys')).toBe(1);
    expect(await pragma('busy_timeout')).toBeLessThanOrEqual(100);
  });

  describe('while another process locks the database', () => {
    let other: import('better-sqlite3').Database;
    beforeEach(() => {
      other = new (sqliteDriver())(file);
      other.exec('BEGIN IMMEDIATE');
    });
    afterEach(() => {
      other.close();
    });

    it('waits until the lock is released, without blocking the event loop', async () => {
      let ticks = 0;
      const ticking = setInterval(() => ticks++, 10);
      const write = insert('a');
      await sleep(400);
      other.exec('ROLLBACK');
      await write;
      clearInterval(ticking);
      expect(await ids()).toEqual(['a']);
      expect(ticks).toBeGreaterThan(3);
    });

    it('gives up after the timeout with ServiceUnavailableError, and changes nothing', async () => {
      await expect(insert('a')).rejects.toThrow(ServiceUnavailableError);
      other.exec('ROLLBACK');
      expect(await ids()).toEqual([]);
    });
  });
});
