import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Versioned } from '../common/results.js';
import { Database } from '../database/engine/database.js';
import { Statement } from '../database/engine/statement.js';
import { IS_OPEN } from './actions/action-status.js';
import type { AISessionAction } from './actions/ai-session-action.entity.js';
import { type AISessionActionInfo, toAISessionActionInfo } from './actions/dto/ai-session-action-info.dto.js';
import { FunctionNamesService } from './actions/functions/function-names.service.js';
import type { ChangesetRow, SessionRow } from './session-queries.js';
import { type SessionResult, toResult } from './session-result.js';

/** Adds to sessions what lists leave out: the open actions and the log. */
@Injectable()
export class SessionDetailsService {
  constructor(
    private readonly database: Database,
    private readonly functions: FunctionNamesService,
  ) {}

  /**
   * @param row The session, read before this call: if an action is staged in between, the result has the older version,
   *   which a change with `If-Match` refuses.
   * @param manager The transaction, if there is one.
   */
  async resultOf(row: SessionRow & ChangesetRow, manager?: EntityManager): Promise<SessionResult> {
    const result = toResult(row, { name: row.accountName, version: row.accountVersion });
    if (row.openCount === null) return result;
    const actions = row.openCount > 0 ? await this.openActions(row.id, manager) : null;
    return new Versioned({ ...result.value, actions, log: row.log }, result.version, result.relatedVersion);
  }

  /** An action as callers receive it. */
  actionOf(action: Omit<AISessionAction, 'position'>): Required<AISessionActionInfo> {
    return toAISessionActionInfo(action, this.functions.canBeApplied(action));
  }

  private async openActions(sessionId: string, manager?: EntityManager): Promise<AISessionActionInfo[] | null> {
    const select = new Statement(this.database.dialect);
    select.text =
      `SELECT * FROM ai_session_actions WHERE "sessionId" = ${select.value(sessionId)} AND ${IS_OPEN} ` +
      `ORDER BY position`;
    const rows = manager
      ? await manager.query<AISessionAction[]>(...select.toQuery())
      : await this.database.find<AISessionAction>(select);
    return rows.length > 0 ? rows.map((row) => this.actionOf(row)) : null;
  }
}
