import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../auth/principal.js';
import { ConflictError } from '../../common/errors.js';
import type { ExpectedVersions } from '../../common/results.js';
import { expectVersion } from '../../common/expect-version.js';
import { Database } from '../../database/engine/database.js';
import { type Change, unchanged } from '../../database/idempotency/idempotency.service.js';
import type { AISessionInfo } from '../dto/ai-session-info.dto.js';
import { existing } from '../session-changes.js';
import { SessionDetailsService } from '../session-details.service.js';
import { findSession, type FullSessionRow } from '../session-queries.js';
import { actionNotFound } from './action-queries.js';
import { AISessionAction } from './ai-session-action.entity.js';
import { expectNoApply } from './apply/lease.js';
import { deleteOpenActions, subtractRemoved, touchSession } from './changeset-queries.js';
import type { ClearAISessionActions, DeleteAISessionAction } from './dto/action-requests.dto.js';

/** Removes actions of sessions, in the transaction of the caller. */
@Injectable()
export class ActionRemovals {
  constructor(
    private readonly database: Database,
    private readonly details: SessionDetailsService,
  ) {}

  /** @throws NotFoundError, PreconditionFailedError, ConflictError if the action has been or is being applied. */
  removeOne(
    manager: EntityManager,
    { sessionId, actionId: id }: DeleteAISessionAction,
    caller: Principal,
    expected?: ExpectedVersions,
  ): Promise<Change<AISessionInfo>> {
    return this.remove(manager, sessionId, caller, expected, async (row) => {
      const action = await manager.findOneBy(AISessionAction, { id, sessionId });
      if (!action) throw actionNotFound();
      if (action.status === 'Applied') throw new ConflictError('The action has been applied, so it cannot be removed.');
      if (action.status === 'Applying') expectNoApply(row);
      await manager.delete(AISessionAction, { id });
      return 1;
    });
  }

  /** @throws NotFoundError, PreconditionFailedError, ConflictError while actions are being applied. */
  removeOpen(
    manager: EntityManager,
    { sessionId }: ClearAISessionActions,
    caller: Principal,
    expected?: ExpectedVersions,
  ): Promise<Change<AISessionInfo>> {
    return this.remove(manager, sessionId, caller, expected, async (row) => {
      expectNoApply(row);
      const count = row.openCount ?? 0;
      if (count > 0) await deleteOpenActions(manager, this.database.dialect, sessionId);
      return count;
    });
  }

  /**
   * @param deleteActions Deletes open actions of the session, which is locked. Returns how many.
   * @returns The result of a change that is stored already: it has the actions that are left.
   */
  private async remove(
    manager: EntityManager,
    sessionId: string,
    caller: Principal,
    expected: ExpectedVersions | undefined,
    deleteActions: (row: FullSessionRow) => Promise<number>,
  ): Promise<Change<AISessionInfo>> {
    const { dialect } = this.database;
    const find = async (): Promise<FullSessionRow> =>
      existing(await findSession(manager, dialect, sessionId, 'for update'));
    const row = await find();
    expectVersion(row.version, expected, row.accountVersion);
    const count = await deleteActions(row);
    if (count === 0) return unchanged(await this.details.resultOf(row, manager));
    await subtractRemoved(manager, dialect, sessionId, count);
    await touchSession(manager, dialect, sessionId, caller.userName);
    return unchanged(await this.details.resultOf(await find(), manager));
  }
}
