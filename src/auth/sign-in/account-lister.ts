/** The port through which sign-in reads accounts: auth must not import accounts, so AppModule binds it. */
export interface AccountLister {
  /**
   * @param ids The accounts to list; `undefined` for all.
   * @param limit The maximum number of accounts.
   * @returns Those that exist, sorted by name.
   */
  list(ids: readonly string[] | undefined, limit: number): Promise<readonly { id: string; name: string }[]>;
}

/** The injection token of the `AccountLister`. */
export const ACCOUNT_LISTER = Symbol('ACCOUNT_LISTER');
