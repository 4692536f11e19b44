import { DataContract, listOf } from './contract/data-contract.js';
import { DataMember } from './contract/data-member.js';
import { EXAMPLE_CURSOR, EXAMPLE_SESSION_ID } from './examples.js';
import { MAX_ID_LENGTH, MAX_INT } from './limits.js';

/** The number of items per page, by default. */
export const DEFAULT_COUNT_PER_PAGE = 25;

/** The paging, sorting and filtering of every list. */
@DataContract('Voice.Api')
export abstract class ListRequest {
  /** The page to return, starting at 0 */
  @DataMember('int', { nullable: true, between: [0, MAX_INT], default: 0 })
  page?: number | null;

  /** Return every matching item in one stream, without pages */
  @DataMember('bool', { nullable: true, default: false })
  all?: boolean | null;

  /** The number of items per page */
  @DataMember('int', { nullable: true, between: [1, 1000], default: DEFAULT_COUNT_PER_PAGE })
  countPerPage?: number | null;

  /** Return only items with these IDs */
  @DataMember(listOf('string'), { maximumLength: MAX_ID_LENGTH, example: [EXAMPLE_SESSION_ID] })
  specificIds?: string[] | null;

  /** The member to sort by. By default, the newest items come first. */
  @DataMember('string', { example: 'DateCreated' })
  sortField?: string | null;

  /** The sort direction */
  @DataMember('string', { oneOf: ['Ascend', 'Descend'], example: 'Ascend' })
  sortOrder?: string | null;

  /** Skip counting: `totalCount` and `totalPages` are 0. `hasMorePages` is still correct. */
  @DataMember('bool', { nullable: true, default: false })
  simplifiedPaging?: boolean | null;

  /** The cursor from the `Link` header of the previous page. Later pages are as fast as the first. */
  @DataMember('string', { example: EXAMPLE_CURSOR })
  cursor?: string | null;
}
