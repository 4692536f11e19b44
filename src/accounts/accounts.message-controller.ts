import { Controller } from '@nestjs/common';
import { CurrentUser, RequiresRole } from '../auth/access.decorator.js';
import { type Principal, Role } from '../auth/principal.js';
import type { ExpectedVersions, ListExport, ListPage, Versioned } from '../common/results.js';
import { accountRoutes } from '../common/routes/account.routes.js';
import { IfMatch } from '../content/operations/conditional-headers.js';
import { IdempotencyKey } from '../content/operations/idempotency-key.decorator.js';
import { Dto } from '../content/operations/operation.decorator.js';
import { OnMessage } from '../messages/on-message.decorator.js';
import { AccountsService } from './accounts.service.js';
import type { AccountInfo } from './dto/account-info.dto.js';
import { DeleteAccount, GetAccount, ListAccounts, NewAccount, PatchAccount } from './dto/account-requests.dto.js';

/** The message API of accounts. */
@RequiresRole(Role.SystemAdministrator)
@Controller()
export class AccountsMessageController {
  constructor(private readonly accounts: AccountsService) {}

  @OnMessage(accountRoutes.create, NewAccount)
  create(
    @Dto() request: NewAccount,
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<Versioned<AccountInfo>> {
    return this.accounts.create(request, caller, key);
  }

  @OnMessage(accountRoutes.list, ListAccounts)
  list(
    @Dto() request: ListAccounts,
    @CurrentUser() caller: Principal,
  ): Promise<ListPage<AccountInfo> | ListExport<AccountInfo>> {
    return this.accounts.list(request, caller);
  }

  @OnMessage(accountRoutes.get, GetAccount)
  get(@Dto() request: GetAccount): Promise<Versioned<AccountInfo>> {
    return this.accounts.get(request);
  }

  @OnMessage(accountRoutes.patch, PatchAccount)
  patch(
    @Dto() request: PatchAccount,
    @CurrentUser() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<Versioned<AccountInfo>> {
    return this.accounts.patch(request, caller, expected, key);
  }

  @OnMessage(accountRoutes.delete, DeleteAccount)
  delete(
    @Dto() request: DeleteAccount,
    @CurrentUser() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<void> {
    return this.accounts.delete(request, caller, expected, key);
  }
}
