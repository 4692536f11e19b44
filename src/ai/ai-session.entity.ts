import { Column, Entity, Index, JoinColumn, ManyToOne, type Relation } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { EntityInfo } from '../common/entity-info.js';
import type { Stored } from '../database/resources/stored-members.js';
import type { PatchAISession } from './dto/ai-session-requests.dto.js';
import type { NewAISession } from './dto/new-ai-session.dto.js';

/** An AI session. */
@Entity('ai_sessions')
@Index('ai_sessions_newest', ['dateCreated', 'id'])
@Index('ai_sessions_account_newest', ['accountId', 'dateCreated', 'id'])
export class AISession extends EntityInfo implements Stored<NewAISession>, Stored<Omit<PatchAISession, 'sessionId'>> {
  @Column('text', { nullable: true })
  accountId!: string | null;

  @ManyToOne(() => Account)
  @JoinColumn({ name: 'accountId', foreignKeyConstraintName: 'ai_sessions_account_fk' })
  account?: Relation<Account>;

  @Column('text', { nullable: true })
  purpose!: string | null;

  /** Incremented by every change. */
  @Column('integer')
  version!: number;
}
