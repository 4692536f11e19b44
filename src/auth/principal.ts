/** What a caller may be. */
export enum Role {
  SystemAdministrator = 'SystemAdministrator',
}

/** Who is calling, whichever way they signed in. */
export interface Principal {
  readonly userName: string;
  readonly roles: readonly string[];
  /** The accounts the caller may see; absent where there is no such limit. */
  readonly accountIds?: readonly string[];
  /** The scheme they signed in by: `Basic`. */
  readonly via: string;
}
