import { DataContract, listOf } from './contract/data-contract.js';
import { DataMember } from './contract/data-member.js';
import { EXAMPLE_CURSOR, EXAMPLE_SESSION_ID } from './examples.js';
import { MAX_ID_LENGTH } from './limits.js';

/** The default number of items on a page. */
export const DEFAULT_COUNT_PER_PAGE = 25;

/** The members of every list request. */
@DataContract('Voice.Api')
export abstract class ListRequest {
  /** The number of the page, from 0 */
  @DataMember('int', { between: [0, 2_147_483_647], default: 0 })
  page?: number | null;

  /** Return every match as one stream, without pages */
  @DataMember('bool', { default: false })
  all?: boolean | null;

  /** The number of items on a page */
  @DataMember('int', { between: [1, 1000], default: DEFAULT_COUNT_PER_PAGE })
  countPerPage?: number | null;

  /** Only items with these IDs */
  @DataMember(listOf('string'), { maximumLength: MAX_ID_LENGTH, example: [EXAMPLE_SESSION_ID] })
  specificIds?: string[] | null;

  /** The member to sort by; newest first by default */
  @DataMember('string', { example: 'DateCreated' })
  sortField?: string | null;

  /** The sort order */
  @DataMember('string', { oneOf: ['Ascend', 'Descend'], example: 'Ascend' })
  sortOrder?: string | null;

  /** Skip counting: totals are 0, and `hasMorePages` is still correct */
  @DataMember('bool', { default: false })
  simplifiedPaging?: boolean | null;

  /** The cursor in the `Link` header of the page before; deep pages then cost no more than the first */
  @DataMember('string', { example: EXAMPLE_CURSOR })
  cursor?: string | null;
}
