import type { EntityManager } from 'typeorm';
import type { Principal } from '../auth/principal.js';
import { newEntity } from '../common/new-entity.js';
import type { ExpectedVersions } from '../common/results.js';
import { expectVersion } from '../common/expect-version.js';
import type { Dialect } from '../database/engine/statement.js';
import { type Change, DELETED, unchanged } from '../database/idempotency/idempotency.service.js';
import { changedMembers, storedMembers } from '../database/resources/stored-members.js';
import { AISession } from './ai-session.entity.js';
import type { AISessionInfo } from './dto/ai-session-info.dto.js';
import { type DeleteAISession, PatchAISession } from './dto/ai-session-requests.dto.js';
import { NewAISession } from './dto/new-ai-session.dto.js';
import { findSession, type SessionRow } from './session-queries.js';
import { sessionNotFound, type SessionResult, toResult } from './session-result.js';

/** The session that a request creates. */
export const newSession = (request: NewAISession, caller: Principal): AISession => ({
  ...newEntity(caller.userName),
  ...storedMembers(NewAISession, request),
  version: 1,
});

/**
 * @param expected The versions that the caller has seen. Any version is accepted by default.
 * @throws NotFoundError, PreconditionFailedError
 */
export async function preparePatch(
  manager: EntityManager,
  dialect: Dialect,
  request: PatchAISession,
  caller: Principal,
  expected?: ExpectedVersions,
): Promise<Change<AISessionInfo>> {
  const { sessionId } = request;
  const row = existing(await findSession(manager, dialect, sessionId, 'for update'));
  expectVersion(row.version, expected, row.accountVersion);
  const members = changedMembers(PatchAISession, request, row);
  if (!members) return unchanged(rowToResult(row));
  const changes = {
    ...members,
    dateLastModified: new Date().toISOString(),
    lastModifiedBy: caller.userName,
    version: row.version + 1,
  };
  return {
    result: rowToResult({ ...row, ...changes }),
    store: () => manager.update(AISession, sessionId, changes),
  };
}

/**
 * @param expected As in `preparePatch`.
 * @throws NotFoundError, PreconditionFailedError
 */
export async function prepareDelete(
  manager: EntityManager,
  dialect: Dialect,
  { sessionId }: DeleteAISession,
  expected?: ExpectedVersions,
): Promise<Change<object>> {
  const row = existing(await findSession(manager, dialect, sessionId, 'for delete'));
  expectVersion(row.version, expected, row.accountVersion);
  return { result: DELETED, store: () => manager.delete(AISession, sessionId) };
}

function existing(row: SessionRow | undefined): SessionRow {
  if (!row) throw sessionNotFound();
  return row;
}

export const rowToResult = (row: SessionRow): SessionResult =>
  toResult(row, { name: row.accountName, version: row.accountVersion });
