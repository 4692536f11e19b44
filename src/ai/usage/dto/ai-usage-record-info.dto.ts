import { DataContract } from '../../../common/contract/data-contract.js';
import { DataMember } from '../../../common/contract/data-member.js';
import { EXAMPLE_ACCOUNT_ID, EXAMPLE_DATE } from '../../../common/examples.js';
import { EntityInfo } from '../../../common/entity-info.js';
import type { AIUsageRecord } from '../ai-usage-record.entity.js';

/** A record of seconds of AI that were used */
@DataContract('Voice.Api.AI', { examples: { id: '0193a5d1-0c3b-7e64-9d2f-5b7a1c8e4f03' } })
export class AIUsageRecordInfo extends EntityInfo {
  /** The ID of the account that used the AI */
  @DataMember('string', { example: EXAMPLE_ACCOUNT_ID })
  accountId!: string;

  /** The ID of the account's customer that used the AI */
  @DataMember('string', { example: 'customer-17' })
  customerId?: string | null;

  /** The ID of the session in which the AI was used */
  @DataMember('string')
  sessionId?: string | null;

  /** The moment from which on the AI was used */
  @DataMember('string', { format: 'date-time', example: EXAMPLE_DATE })
  startDate!: string;

  /** How long the AI was used, in seconds */
  @DataMember('int', { example: 90 })
  seconds!: number;
}

/** The public members of a usage record. */
export function toAIUsageRecordInfo(record: AIUsageRecord): Required<AIUsageRecordInfo> {
  const { id, dateCreated, dateLastModified, createdBy, lastModifiedBy } = record;
  const { accountId, customerId, sessionId, startDate, seconds } = record;
  const own = { accountId, customerId, sessionId, startDate, seconds };
  return { ...own, id, dateCreated, dateLastModified, createdBy, lastModifiedBy };
}
