import type { ListResponse } from './list-response.js';

/** An object with its version. */
export class Versioned<T extends object> {
  constructor(
    readonly value: T,
    /** Incremented by every change of the object. */
    readonly version: number,
    /** Version of related data in the representation (an account's name), part of the ETag; '' if none. */
    readonly relatedVersion = '',
  ) {}
}

/** A page of a list. */
export class ListPage<T extends object> {
  constructor(
    readonly value: ListResponse<T>,
    /** The `cursor` of the next page; undefined if this is the last page. */
    readonly next?: string,
  ) {}
}

/** Every match of a list, read in chunks. The first chunk has already been read. */
export class ListExport<T extends object> {
  constructor(
    readonly chunks: AsyncIterable<readonly T[]>,
    /** Whether the response contains totals. */
    readonly isCounted = true,
  ) {}
}

/** The versions of an object that a caller accepts (If-Match). `any` accepts every version. */
export type ExpectedVersions = readonly ExpectedVersion[] | 'any';

/** A version that a caller has seen. */
export class ExpectedVersion {
  /**
   * @param version NaN for a tag that this service does not give, which matches no version.
   * @param relatedVersion The version of the related data, if the tag has one.
   */
  constructor(
    readonly version: number,
    readonly relatedVersion?: number,
  ) {}

  /** Stored fingerprints of requests contain the version alone. */
  toJSON(): number {
    return this.version;
  }
}
