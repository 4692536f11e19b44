import { expect } from '@jest/globals';
import { sqliteDriver } from '../../src/database/engine/sqlite-driver.js';

export interface StoredSession {
  readonly id: string;
  readonly purpose: string;
}

/** The sessions in an SQLite database, which must be whole. */
export function storedIn(file: string): StoredSession[] {
  const database = new (sqliteDriver())(file);
  try {
    expect(database.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    return database.prepare('SELECT id, purpose FROM ai_sessions').all() as StoredSession[];
  } finally {
    database.close();
  }
}
