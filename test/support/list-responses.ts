import type { Answer } from './call.js';

/** A list in JSON. */
export interface ListBody {
  readonly items: readonly (Readonly<Record<string, string>> & { readonly id: string })[];
  readonly totalCount: number;
  readonly totalPages: number;
  readonly hasMorePages: boolean;
}

/** The list in a response. */
export function listOf({ status, text }: Answer): ListBody {
  if (status !== 200) throw new Error(`${status} ${text}`);
  return JSON.parse(text) as ListBody;
}

/** The address of the next page, from the `Link` header. */
export const nextPageOf = ({ headers }: Answer): string | undefined =>
  /^<(.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];

/** Orders values as the service does: nulls first, texts by code point, numbers by value, false before true. */
export function compareValues(one: unknown, other: unknown): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null);
  if (typeof one === 'string' && typeof other === 'string') return Buffer.compare(Buffer.from(one), Buffer.from(other));
  return Number(one) - Number(other);
}
