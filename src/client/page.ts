import type { ListResponse } from './wire-types.js';

/** The member that every response with one object has in addition. */
export interface Tagged {
  /** The tag of this version of the object. Pass it as `ifMatch` to reject a change of another version. */
  readonly etag: string;
}

/**
 * A page of a list.
 *
 * @typeParam Item - The type of the items.
 * @typeParam Request - The type of the list request.
 */
export interface Page<Item extends object, Request extends object> extends ListResponse<Item> {
  /** The request for the next page; absent on the last page. */
  readonly next?: Request;
}
