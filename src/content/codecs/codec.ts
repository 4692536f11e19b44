import type { Contract, ContractClass } from '../../common/contract/data-contract.js';
import type { WrittenFormat } from '../negotiation/negotiate.js';

/** A format: writes values of any contract, and reads them if request bodies can have the format. */
export interface Codec extends WrittenFormat {
  /** The Content-Type header for one of the format's media types. */
  readonly contentType: (mediaType: string) => string;

  /** Headers that the format adds to an operation's response. */
  readonly headers?: (operation: string) => Record<string, string>;

  /** Writes a value as an instance of a contract. */
  readonly write: (value: object, type: ContractClass) => string;

  /** Writes a list response part by part, because a whole export does not fit into memory. */
  readonly list: (type: ContractClass) => ListWriter;

  /**
   * Reads a request body. Absent from a format that is only written.
   *
   * @returns The members that the body contains.
   * @throws SerializationError if the body cannot be read, ValidationError if a member has the wrong type.
   */
  readonly read?: (body: string, contract: Contract) => Record<string, unknown>;

  /** As `write`, for the responses to a batch. Absent from a format that batches cannot have, as is `readArray`. */
  readonly writeArray?: (values: readonly object[], type: ContractClass) => string;

  /** As `read`, for the requests of a batch. */
  readonly readArray?: (body: string, contract: Contract) => Record<string, unknown>[];
}

/** Writes the parts of a list: the header, `items()` once or more with the separator between them, then the footer. */
export interface ListWriter {
  readonly header: string;
  readonly separator: string;
  /** Writes one or more items. */
  readonly items: (items: readonly object[]) => string;
  readonly footer: (summary: ListSummary) => string;
}

/** The members of a list response that follow its items. */
export interface ListSummary {
  readonly totalCount: number;
  readonly totalPages: number;
  readonly hasMorePages: boolean;
}

/** The Content-Type of a text format. */
export const withCharset = (mediaType: string): string => `${mediaType}; charset=utf-8`;
