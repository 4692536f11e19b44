import type { PurgeCounts } from '../ai/retention/session-purge.service.js';
import type { Database } from '../database/engine/database.js';
import { Statement } from '../database/engine/statement.js';

/** What decides whether PostgreSQL vacuums a table by itself. */
interface VacuumState {
  readonly isOn: boolean;
  /** How many deleted rows start a vacuum. */
  readonly threshold: number;
}

/**
 * Says whether somebody has to run `VACUUM` after rows were deleted: until it runs, their space is not used again, and
 * lists that begin with the oldest sessions read past them.
 *
 * @returns One line; `undefined` on SQLite, which uses the space again by itself.
 */
export async function vacuumAdvice(database: Database, { sessions }: PurgeCounts): Promise<string | undefined> {
  if (database.dialect !== 'postgres' || sessions === 0) return undefined;
  const select = new Statement(database.dialect);
  select.text =
    `SELECT current_setting('autovacuum')::boolean AS "isOn", ` +
    `(current_setting('autovacuum_vacuum_threshold')::float + ` +
    `current_setting('autovacuum_vacuum_scale_factor')::float * greatest(reltuples, 0))::float AS threshold ` +
    `FROM pg_class WHERE oid = 'ai_sessions'::regclass`;
  const [state] = await database.find<VacuumState>(select);
  if (state?.isOn && sessions > state.threshold) {
    return 'PostgreSQL frees the space of the deleted rows for new ones: autovacuum begins within minutes.';
  }
  const reason = state?.isOn
    ? `autovacuum waits for ${Math.ceil(state.threshold)} deleted rows`
    : 'autovacuum is off on this server';
  return `PostgreSQL keeps the space of the deleted rows until a VACUUM, and ${reason}. If the space matters now, run VACUUM (ANALYZE) ai_sessions, ai_session_actions.`;
}
