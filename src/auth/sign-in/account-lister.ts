/** What signing in needs to know of accounts, which are another room's: whoever puts the rooms together provides it. */
export interface AccountLister {
  /**
   * @param ids Which accounts; absent for all.
   * @param limit The most that are given.
   * @returns Those that exist, by name.
   */
  list(ids: readonly string[] | undefined, limit: number): Promise<readonly { id: string; name: string }[]>;
}

/** The token of the `AccountLister`. */
export const ACCOUNT_LISTER = Symbol('ACCOUNT_LISTER');
