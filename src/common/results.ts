import type { ListResponse } from './list-response.js';

/** One object, with what tells whether it has changed since. */
export class Versioned<T extends object> {
  constructor(
    readonly value: T,
    /** Of the object itself: rises with every change. */
    readonly version: number,
    /** Of what else is shown with it; equal as long as that is. */
    readonly relatedVersion = '',
  ) {}
}

/** A page of a list, with where the next one begins. */
export class ListPage<T extends object> {
  constructor(
    readonly value: ListResponse<T>,
    /** To be sent as `cursor` for the next page, where there is one. */
    readonly next?: string,
  ) {}
}

/** Every match of a list, in chunks as they are read; the first is there already. */
export class ListExport<T extends object> {
  constructor(
    readonly chunks: AsyncIterable<readonly T[]>,
    /** Whether the totals are told. */
    readonly isCounted = true,
  ) {}
}

/** Which versions of an object a caller is content with: any of these, or whichever there is. */
export type ExpectedVersions = readonly number[] | 'any';
