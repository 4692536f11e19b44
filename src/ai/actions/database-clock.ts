import type { Dialect } from '../../database/engine/statement.js';

/**
 * SQL for the current time of the database, in ISO 8601 UTC with milliseconds. The replicas compare leases by this one
 * clock: their own may differ.
 *
 * @param laterMs Adds so many ms.
 */
export const databaseTime = (dialect: Dialect, laterMs = 0): string =>
  dialect === 'postgres'
    ? `to_char((clock_timestamp() + interval '${laterMs} ms') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
    : `strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '${laterMs / 1000} seconds')`;
