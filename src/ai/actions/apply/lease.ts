import { ConflictError } from '../../../common/errors.js';
import { newId } from '../../../common/new-id.js';
import type { Dialect } from '../../../database/engine/statement.js';
import { databaseTime } from '../database-clock.js';

/** The first part of the leases of this process. */
const PROCESS_ID = newId();

/** A new lease: the right to apply the actions of a session. */
export const newLeaseId = (): string => `${PROCESS_ID}:${newId()}`;

/**
 * SQL for the lease of the apply that is running; null if none is. Only one process serves an SQLite database, so a lease
 * of another one has ended there with its process.
 *
 * @param alias The alias of the table of changesets.
 */
export function liveLease(dialect: Dialect, alias: string): string {
  const isOwn = dialect === 'sqlite' ? ` AND ${alias}."leaseId" LIKE '${PROCESS_ID}%'` : '';
  return `CASE WHEN ${alias}."leaseUntil" > ${databaseTime(dialect)}${isOwn} THEN ${alias}."leaseId" END`;
}

/** @throws ConflictError while the actions of a session are being applied. */
export function expectNoApply({ liveLeaseId }: { readonly liveLeaseId: string | null }): void {
  if (liveLeaseId === null) return;
  throw new ConflictError('The actions of this session are being applied. Try again shortly.', 1);
}
