import { type ContractClass, DataContract, listOf } from './contract/data-contract.js';
import { DataMember } from './contract/data-member.js';

/** One page of a list. */
export interface ListResponse<T extends object> {
  /** The items on this page. */
  readonly items: readonly T[];
  /** The number of items on all pages; 0 with `simplifiedPaging`. */
  readonly totalCount: number;
  /** The number of pages; 0 with `simplifiedPaging`. */
  readonly totalPages: number;
  /** Whether another page follows this one. */
  readonly hasMorePages: boolean;
}

/** Creates the contract of a list of these items. Its name is that of the closed generic type in .NET. */
export function listResponseOf<T extends object>(item: ContractClass<T>): ContractClass<ListResponse<T>> {
  @DataContract('Voice.Api', { generic: { name: 'ListResponse', of: [item] } })
  class ListResponseOf implements ListResponse<T> {
    /** The items on this page */
    @DataMember(listOf(item))
    items!: T[];

    /** The number of items on all pages. 0 with `simplifiedPaging`. */
    @DataMember('int', { example: 1 })
    totalCount!: number;

    /** The number of pages. 0 with `simplifiedPaging`. */
    @DataMember('int', { example: 1 })
    totalPages!: number;

    /** Whether another page follows this one */
    @DataMember('bool', { example: false })
    hasMorePages!: boolean;
  }
  Object.defineProperty(ListResponseOf, 'name', { value: `ListResponseOf${item.name}` });
  return ListResponseOf;
}
