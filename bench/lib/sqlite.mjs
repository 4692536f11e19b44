import { join } from 'node:path';
import { sqliteDriver } from '../../dist/src/database/engine/sqlite-driver.js';

/** A new, empty database in a folder. */
export function sqliteDatabase(directory) {
  const file = join(directory, 'voice.db');
  return {
    url: `sqlite:${file}`,
    /** How many sessions another process sees: those that are committed. */
    countSessions: () => {
      const db = new (sqliteDriver())(file, { readonly: true });
      try {
        return db.prepare('SELECT count(*) FROM ai_sessions').pluck().get();
      } finally {
        db.close();
      }
    },
    drop: () => undefined,
  };
}
