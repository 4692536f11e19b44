import { join } from 'node:path';
import { sqliteDriver } from '../../dist/src/database/engine/sqlite-driver.js';

/** Describes a new SQLite database in a directory. The program under test creates the file. */
export function sqliteDatabase(directory) {
  const file = join(directory, 'voice.db');
  return {
    url: `sqlite:${file}`,
    /** Counts the committed sessions, over a connection of its own. */
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
