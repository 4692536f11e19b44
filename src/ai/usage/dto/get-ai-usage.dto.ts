import { DataContract } from '../../../common/contract/data-contract.js';
import { DataMember } from '../../../common/contract/data-member.js';
import { EXAMPLE_ACCOUNT_ID } from '../../../common/examples.js';
import { MAX_ID_LENGTH } from '../../../common/limits.js';

/** Gets the minutes of AI that were used, per account and per customer */
@DataContract('Voice.Api.AI')
export class GetAIUsage {
  /** Sum only records of this account. Its sub-accounts are not included. */
  @DataMember('string', { maximumLength: MAX_ID_LENGTH, example: EXAMPLE_ACCOUNT_ID })
  accountId?: string | null;

  /** Sum only records of this customer, for the account too */
  @DataMember('string', { maximumLength: MAX_ID_LENGTH, example: 'customer-17' })
  customerId?: string | null;

  /** Sum only records that start then or later: a date-time with an offset, or a date (midnight UTC) */
  @DataMember('string', { format: 'date-time', example: '2026-11-01T00:00:00Z' })
  startDate?: string | null;

  /** Sum only records that start before then: a date-time with an offset, or a date (midnight UTC) */
  @DataMember('string', { format: 'date-time', example: '2026-12-01T00:00:00Z' })
  endDate?: string | null;
}
