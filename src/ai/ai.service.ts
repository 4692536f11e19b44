import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { newEntity } from '../common/new-entity.js';
import { Database } from '../database/database.js';
import { WriteBatch } from '../database/write-batch.js';
import type { AISession } from './ai-session.entity.js';
import { AISessionInfo, toAISessionInfo } from './dto/ai-session-info.dto.js';
import type { NewAISession } from './dto/new-ai-session.dto.js';
import { insertSessions } from './insert-sessions.js';

/** The rules of AI sessions. */
@Injectable()
export class AIService {
  private readonly creates: WriteBatch<AISession, string | null>;

  constructor(database: Database) {
    const alone = new WriteBatch<AISession, string | null>((sessions) => insertSessions(database, sessions), {
      together: 1,
      waiting: 1_000,
    });
    this.creates = new WriteBatch<AISession, string | null>((sessions) =>
      insertSessions(database, sessions, (session) => alone.add(session)),
    );
  }

  /**
   * Creates a session.
   *
   * @returns The session, stored on disk, with its account's present name.
   * @throws ValidationError `NotFound` on `AccountId` where there is no such account; nothing is stored then.
   */
  async create({ accountId = null, purpose = null }: NewAISession, caller: Principal): Promise<AISessionInfo> {
    const session: AISession = { ...newEntity(caller.userName), accountId, purpose };
    const accountName = await this.creates.add(session);
    return toAISessionInfo(session, accountName);
  }
}
