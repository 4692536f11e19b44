import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser, RequiresRole } from '../auth/access.decorator.js';
import { type Principal, Role } from '../auth/principal.js';
import type { ExpectedVersions, ListExport, ListPage, Versioned } from '../common/results.js';
import { listResponseOf } from '../common/list-response.js';
import { accountRoutes } from '../common/routes/account.routes.js';
import { IfMatch } from '../content/operations/conditional-headers.js';
import { HttpRoute } from '../content/operations/http-route.decorator.js';
import { IdempotencyKey } from '../content/operations/idempotency-key.decorator.js';
import { Dto, Operation } from '../content/operations/operation.decorator.js';
import { AccountsService } from './accounts.service.js';
import { AccountInfo } from './dto/account-info.dto.js';
import { DeleteAccount, GetAccount, ListAccounts, NewAccount, PatchAccount } from './dto/account-requests.dto.js';

const AccountList = listResponseOf(AccountInfo);

/** The HTTP API of accounts. */
@ApiTags('Accounts')
@RequiresRole(Role.SystemAdministrator)
@Controller()
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}

  /**
   * Creates a new account
   *
   * @remarks Account names are unique, ignoring case: returns 409 if another account has the name. A retry with the same
   * `Idempotency-Key` returns the first response again.
   */
  @HttpRoute(accountRoutes.create)
  @Operation(NewAccount, AccountInfo, { isStageable: true, errors: ['Conflict'] })
  create(
    @Dto() request: NewAccount,
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<Versioned<AccountInfo>> {
    return this.accounts.create(request, caller, key);
  }

  /**
   * Lists accounts, newest first by default
   *
   * @remarks Returns one page of accounts. To get the next page, follow the `Link` header. To stream every matching account
   * in one response, set `all=true`.
   */
  @HttpRoute(accountRoutes.list)
  @Operation(ListAccounts, AccountList)
  list(
    @Dto() request: ListAccounts,
    @CurrentUser() caller: Principal,
  ): Promise<ListPage<AccountInfo> | ListExport<AccountInfo>> {
    return this.accounts.list(request, caller);
  }

  /**
   * Gets an account
   *
   * @remarks The `name` is the one that the account's sessions return as `accountName`.
   */
  @HttpRoute(accountRoutes.get)
  @Operation(GetAccount, AccountInfo)
  get(@Dto() request: GetAccount): Promise<Versioned<AccountInfo>> {
    return this.accounts.get(request);
  }

  /**
   * Updates an account
   *
   * @remarks Changes only the members in the request. To detach the account from its parent, send `null` as
   * `parentAccountId` in JSON, or `?reset=ParentAccountId` with any format. Returns 409 if another account has the name, or if
   * the new parent is the account itself or one of its descendants.
   */
  @HttpRoute(accountRoutes.patch)
  @Operation(PatchAccount, AccountInfo, { isPatch: true, isStageable: true, errors: ['Conflict'] })
  patch(
    @Dto() request: PatchAccount,
    @CurrentUser() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<Versioned<AccountInfo>> {
    return this.accounts.patch(request, caller, expected, key);
  }

  /**
   * Deletes an account
   *
   * @remarks Deletes the account permanently. Returns 409 if the account has sessions or child accounts.
   */
  @HttpRoute(accountRoutes.delete)
  @Operation(DeleteAccount, undefined, { isStageable: true, errors: ['Conflict'] })
  delete(
    @Dto() request: DeleteAccount,
    @CurrentUser() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<void> {
    return this.accounts.delete(request, caller, expected, key);
  }
}
