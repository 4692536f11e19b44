import { DataContract, listOf } from '../../common/contract/data-contract.js';
import { DataMember } from '../../common/contract/data-member.js';
import { EXAMPLE_ACCOUNT_ID, EXAMPLE_SESSION_ID } from '../../common/examples.js';
import { ListRequest } from '../../common/list-request.js';
import { MAX_ID_LENGTH, MAX_NAME_LENGTH, MAX_PURPOSE_LENGTH } from '../../common/limits.js';

/** Lists sessions */
@DataContract('Voice.Api.AI')
export class ListAISessions extends ListRequest {
  /** Return only sessions of these accounts */
  @DataMember(listOf('string'), { maximumLength: MAX_ID_LENGTH, example: [EXAMPLE_ACCOUNT_ID] })
  accountIds?: string[] | null;

  /** Return only sessions whose purpose contains this text, ignoring the case of A to Z */
  @DataMember('string', { maximumLength: MAX_NAME_LENGTH, example: 'last week' })
  purposeFilter?: string | null;

  /** Return only sessions that were created then or later: a date-time with an offset, or a date (midnight UTC) */
  @DataMember('string', { format: 'date-time', example: '2026-11-01T00:00:00Z' })
  startDate?: string | null;

  /** Return only sessions that were created before then: a date-time with an offset, or a date (midnight UTC) */
  @DataMember('string', { format: 'date-time', example: '2026-12-01T00:00:00Z' })
  endDate?: string | null;
}

/** Gets a session */
@DataContract('Voice.Api.AI')
export class GetAISession {
  /** The ID of the session */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_SESSION_ID })
  sessionId!: string;
}

/** Updates a session: members that are omitted do not change */
@DataContract('Voice.Api.AI')
export class PatchAISession {
  /** The ID of the session */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_SESSION_ID })
  sessionId!: string;

  /** The purpose for this session. To clear it, send null in JSON or `?reset=Purpose`. */
  @DataMember('string', { maximumLength: MAX_PURPOSE_LENGTH, example: 'Summarise the calls of last week' })
  purpose?: string | null;
}

/** Deletes a session */
@DataContract('Voice.Api.AI')
export class DeleteAISession {
  /** The ID of the session */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_SESSION_ID })
  sessionId!: string;
}
