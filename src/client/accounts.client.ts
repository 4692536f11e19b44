import { Injectable } from '@nestjs/common';
import { accountRoutes } from '../common/routes/account.routes.js';
import type { Page, Tagged } from './page.js';
import type { CallOptions, ChangeOptions, EditOptions } from './call-options.js';
import { ApiCaller } from './api-caller.js';
import { paginate } from './paginate.js';
import type { AccountInfo, ListAccounts, NewAccount, PatchAccount } from './wire-types.js';

/** The accounts of the service. Every method rejects with a `VoiceApiError` if the service returns an error or cannot be reached. */
@Injectable()
export class AccountsClient {
  /** @internal */
  constructor(private readonly calls: ApiCaller) {}

  /** Creates a new account. */
  create(request: NewAccount, options?: ChangeOptions): Promise<AccountInfo & Tagged> {
    return this.calls.call(accountRoutes.create, request, options);
  }

  /** Gets an account. */
  get(accountId: string, options?: CallOptions): Promise<AccountInfo & Tagged> {
    return this.calls.call(accountRoutes.get, { accountId }, options);
  }

  /** Lists one page of accounts, the newest first by default. */
  list(request: ListAccounts = {}, options?: CallOptions): Promise<Page<AccountInfo, ListAccounts>> {
    return this.calls.call(accountRoutes.list, request, options);
  }

  /** Iterates over all accounts that match the request. Pages are requested as they are needed. */
  all(request: ListAccounts = {}, options?: CallOptions): AsyncGenerator<AccountInfo, void, undefined> {
    return paginate(request, (page) => this.list(page, options));
  }

  /** Changes an account. Omitted members stay unchanged; `null` clears a member. */
  patch(
    accountId: string,
    changes: Omit<PatchAccount, 'accountId'>,
    options?: EditOptions,
  ): Promise<AccountInfo & Tagged> {
    return this.calls.call(accountRoutes.patch, { ...changes, accountId }, options);
  }

  /** Deletes an account that has no sessions and no sub-accounts. */
  delete(accountId: string, options?: EditOptions): Promise<void> {
    return this.calls.call(accountRoutes.delete, { accountId }, options);
  }
}
