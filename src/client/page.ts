import type { ListResponse } from './wire-types.js';

/** What every answer that is one object has besides its members. */
export interface Tagged {
  /** Of this state of the object: hand it on as `ifMatch`, and a change is made only where nobody else was faster. */
  readonly etag: string;
}

/**
 * A page of a list.
 *
 * @typeParam Item - What the list has in it.
 * @typeParam Request - What the list is asked for with.
 */
export interface Page<Item extends object, Request extends object> extends ListResponse<Item> {
  /** The request for the page after this one, where there is one. */
  readonly next?: Request;
}
