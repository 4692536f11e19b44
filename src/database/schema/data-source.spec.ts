import { expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { readEnv } from '../../config/env.js';
import { sqliteDriver } from '../engine/sqlite-driver.js';
import { ServiceDataSource } from './data-source.js';
import { dataSourceOptions, resolveInMemoryDatabase } from './data-source-options.js';

it('an SQLite database is opened once another process no longer locks it', async () => {
  const settings = resolveInMemoryDatabase(readEnv({ DATABASE_URL: 'sqlite::memory:' }));
  const other = new (sqliteDriver())(settings.DATABASE_URL.slice('sqlite:'.length));
  other.exec('BEGIN EXCLUSIVE');
  const opening = ServiceDataSource.open(dataSourceOptions(settings));
  let isOpen = false;
  opening.then(
    () => (isOpen = true),
    () => undefined,
  );
  await sleep(200); // longer than SQLite's own busy timeout of 10 ms
  expect(isOpen).toBe(false);
  other.close();
  await (await opening).destroy();
});
