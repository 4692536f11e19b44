import { DataContract } from '../../../common/contract/data-contract.js';
import { DataMember } from '../../../common/contract/data-member.js';
import { EXAMPLE_ACCOUNT_ID, EXAMPLE_DATE } from '../../../common/examples.js';
import { MAX_ID_LENGTH, MAX_INT } from '../../../common/limits.js';

/** Records seconds of AI that were used */
@DataContract('Voice.Api.AI')
export class NewAIUsageRecord {
  /** The ID of the account that used the AI */
  @DataMember('string', { notEmpty: true, maximumLength: MAX_ID_LENGTH, example: EXAMPLE_ACCOUNT_ID })
  accountId!: string;

  /** The ID of the account's customer that used the AI, any text. Without it, the record counts for the account only. */
  @DataMember('string', { maximumLength: MAX_ID_LENGTH, example: 'customer-17' })
  customerId?: string | null;

  /** The ID of the session in which the AI was used */
  @DataMember('string', { maximumLength: MAX_ID_LENGTH })
  sessionId?: string | null;

  /** The moment from which on the AI was used: a date-time with an offset, or a date (midnight UTC). Now by default. */
  @DataMember('string', { format: 'date-time', example: EXAMPLE_DATE })
  startDate?: string | null;

  /** How long the AI was used, in seconds */
  @DataMember('int', { notEmpty: true, between: [0, MAX_INT], example: 90 })
  seconds!: number;
}
