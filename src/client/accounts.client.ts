import { Injectable } from '@nestjs/common';
import type { Page, Tagged } from './page.js';
import type { CallOptions, ChangeOptions, EditOptions } from './call-options.js';
import { ApiCaller } from './api-caller.js';
import { accountOperations as operations } from './remote-operations.js';
import { paginate } from './paginate.js';
import type { AccountInfo, ListAccounts, NewAccount, PatchAccount } from './wire-types.js';

/**
 * Accounts, as the service keeps them. Every method fails with a `VoiceApiError` where the service says no or is
 * not there.
 */
@Injectable()
export class AccountsClient {
  /** @internal */
  constructor(private readonly calls: ApiCaller) {}

  /** Creates a new account. */
  create(request: NewAccount, options?: ChangeOptions): Promise<AccountInfo & Tagged> {
    return this.calls.call(operations.create, request, options);
  }

  /** Gets an account. */
  get(accountId: string, options?: CallOptions): Promise<AccountInfo & Tagged> {
    return this.calls.call(operations.get, { accountId }, options);
  }

  /** Gives one page of the accounts, the newest first where nothing is said. */
  list(request: ListAccounts = {}, options?: CallOptions): Promise<Page<AccountInfo, ListAccounts>> {
    return this.calls.call(operations.list, request, options);
  }

  /** Gives every account that the request asks for: it reads page after page while it is iterated over. */
  all(request: ListAccounts = {}, options?: CallOptions): AsyncGenerator<AccountInfo, void, undefined> {
    return paginate(request, (page) => this.list(page, options));
  }

  /** Changes an account: what is left out stays as it is, `null` clears. */
  patch(
    accountId: string,
    changes: Omit<PatchAccount, 'accountId'>,
    options?: EditOptions,
  ): Promise<AccountInfo & Tagged> {
    return this.calls.call(operations.patch, { ...changes, accountId }, options);
  }

  /** Deletes an account that has no sessions and no accounts of its own. */
  delete(accountId: string, options?: EditOptions): Promise<void> {
    return this.calls.call(operations.delete, { accountId }, options);
  }
}
