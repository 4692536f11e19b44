import type { Contract, ContractClass } from '../../common/contract/data-contract.js';
import type { WrittenFormat } from '../negotiation/negotiate.js';

/** A format: how values of any contract are written in it, and read where requests may come in it. */
export interface Codec extends WrittenFormat {
  /** The Content-Type header for one of the format's media types. */
  readonly contentType: (mediaType: string) => string;

  /** Headers of its own that an operation's answer has in this format. */
  readonly headers?: (operation: string) => Record<string, string>;

  /** Writes a value as an instance of a contract. */
  readonly write: (value: object, type: ContractClass) => string;

  /** Writes a list that is too long to hold, part by part. */
  readonly list: (type: ContractClass) => ListWriter;

  /**
   * Reads a request body; absent where the format is only written. Members that were sent are set, the others are not.
   *
   * @throws SerializationError where the body cannot be read, ValidationError where a member has the wrong type.
   */
  readonly read?: (body: string, contract: Contract) => Record<string, unknown>;
}

/** What a whole list is written as: its head, its items with something between any two calls, and its tail. */
export interface ListWriter {
  readonly head: string;
  readonly between: string;
  /** Writes one or more items. */
  readonly items: (items: readonly object[]) => string;
  /** Ends the list. */
  readonly tail: (summary: ListSummary) => string;
}

/** What is said of a list behind its items. */
export interface ListSummary {
  readonly totalCount: number;
  readonly totalPages: number;
  readonly hasMorePages: boolean;
}

/** For formats that are text: the header names the charset. */
export const withCharset = (mediaType: string): string => `${mediaType}; charset=utf-8`;
