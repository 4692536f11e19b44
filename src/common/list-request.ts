import { DataContract, listOf } from './contract/data-contract.js';
import { DataMember } from './contract/data-member.js';
import { EXAMPLE_CURSOR, EXAMPLE_SESSION_ID } from './examples.js';
import { MAX_ID_LENGTH } from './limits.js';

/** How many items a page has where nothing is said. */
export const DEFAULT_COUNT_PER_PAGE = 25;

/** What every list can be asked for. */
@DataContract('Voice.Api')
export abstract class ListRequest {
  /** The page to give, from 0 */
  @DataMember('int', { between: [0, 2_147_483_647], default: 0 })
  page?: number | null;

  /** Give every match as one stream, without pages */
  @DataMember('bool', { default: false })
  all?: boolean | null;

  /** How many items a page has */
  @DataMember('int', { between: [1, 1000], default: DEFAULT_COUNT_PER_PAGE })
  countPerPage?: number | null;

  /** Only the items with these IDs */
  @DataMember(listOf('string'), { maximumLength: MAX_ID_LENGTH, example: [EXAMPLE_SESSION_ID] })
  specificIds?: string[] | null;

  /** The member of the item to sort by; the newest come first where nothing is said */
  @DataMember('string', { example: 'DateCreated' })
  sortField?: string | null;

  /** Which way to sort */
  @DataMember('string', { oneOf: ['Ascend', 'Descend'], example: 'Ascend' })
  sortOrder?: string | null;

  /** Do not count: totals are left at 0, and `hasMorePages` is still true to fact */
  @DataMember('bool', { default: false })
  simplifiedPaging?: boolean | null;

  /** Where the page before ended, from its `Link` header; deep pages cost no more than the first this way */
  @DataMember('string', { example: EXAMPLE_CURSOR })
  cursor?: string | null;
}
