import { Column, Entity, Index } from 'typeorm';
import { EntityInfo } from '../../common/entity-info.js';
import type { Stored } from '../../database/resources/stored-members.js';
import type { NewAIUsageRecord } from './dto/new-ai-usage-record.dto.js';

/**
 * Seconds of AI that were used. It never changes, and it has no foreign keys: it outlives its account and its session, and
 * does not block their deletion.
 */
@Entity('ai_usage_records')
// Has every column that the sums need, so that a database reads one range of the index and not the rows.
@Index('ai_usage_records_account', ['accountId', 'startDate', 'customerId', 'seconds'])
export class AIUsageRecord extends EntityInfo implements Stored<NewAIUsageRecord> {
  @Column('text')
  accountId!: string;

  @Column('text', { nullable: true })
  customerId!: string | null;

  @Column('text', { nullable: true })
  sessionId!: string | null;

  /** In ISO 8601 UTC with milliseconds. */
  @Column('text')
  startDate!: string;

  @Column('integer')
  seconds!: number;
}
