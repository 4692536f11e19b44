import { type ContractClass, DataContract, listOf } from './contract/data-contract.js';
import { DataMember } from './contract/data-member.js';

/** A page of a list. */
export interface ListResponse<T extends object> {
  /** The items of this page. */
  readonly items: readonly T[];
  /** How many items there are on all pages. */
  readonly totalCount: number;
  /** How many pages there are. */
  readonly totalPages: number;
  /** Whether there is a page after this one. */
  readonly hasMorePages: boolean;
}

/** The contract of a list of these items, named as .NET names the closed generic type. */
export function listResponseOf<T extends object>(item: ContractClass<T>): ContractClass<ListResponse<T>> {
  @DataContract('Voice.Api', { generic: { name: 'ListResponse', of: [item] } })
  class ListResponseOf implements ListResponse<T> {
    /** The items of this page */
    @DataMember(listOf(item))
    items!: T[];

    /** How many items there are on all pages */
    @DataMember('int', { example: 1 })
    totalCount!: number;

    /** How many pages there are */
    @DataMember('int', { example: 1 })
    totalPages!: number;

    /** Whether there is a page after this one */
    @DataMember('bool', { example: false })
    hasMorePages!: boolean;
  }
  Object.defineProperty(ListResponseOf, 'name', { value: `ListResponseOf${item.name}` });
  return ListResponseOf;
}
