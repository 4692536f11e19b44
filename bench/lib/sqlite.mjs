import Database from 'better-sqlite3';

/** How many sessions another process sees in the database: those that are committed. */
export function countSessions(file) {
  const db = new Database(file, { readonly: true });
  try {
    return db.prepare('SELECT count(*) FROM ai_sessions').pluck().get();
  } finally {
    db.close();
  }
}
