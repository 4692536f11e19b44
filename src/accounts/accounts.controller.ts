import { Controller, Delete, Get, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser, RequiresRole } from '../auth/access.decorator.js';
import { type Principal, Role } from '../auth/principal.js';
import type { ExpectedVersions, ListExport, ListPage, Versioned } from '../common/results.js';
import { listResponseOf } from '../common/list-response.js';
import { IdempotencyKey, IfMatch } from '../content/operations/conditional-headers.js';
import { Dto, Operation } from '../content/operations/operation.decorator.js';
import { AccountsService } from './accounts.service.js';
import { AccountInfo } from './dto/account-info.dto.js';
import { DeleteAccount, GetAccount, ListAccounts, NewAccount, PatchAccount } from './dto/account-requests.dto.js';

const AccountList = listResponseOf(AccountInfo);

/** The HTTP API of accounts. */
@ApiTags('Accounts')
@RequiresRole(Role.SystemAdministrator)
@Controller('accounts')
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}

  /**
   * Creates a new account
   *
   * @remarks Names are unique, case-insensitively: a name that another account has gives 409. A retry with the same
   * `Idempotency-Key` receives the first response again.
   */
  @Post()
  @Operation(NewAccount, AccountInfo, { errors: ['Conflict'] })
  create(
    @Dto() request: NewAccount,
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<Versioned<AccountInfo>> {
    return this.accounts.create(request, caller, key);
  }

  /**
   * Lists accounts, newest first
   *
   * @remarks Returns a page by number, or by the cursor in the `Link` header of the page before. With `all=true` it
   * returns every match as one stream.
   */
  @Get()
  @Operation(ListAccounts, AccountList)
  list(@Dto() request: ListAccounts): Promise<ListPage<AccountInfo> | ListExport<AccountInfo>> {
    return this.accounts.list(request);
  }

  /**
   * Gets an account
   *
   * @remarks The account's sessions show this name as `accountName`.
   */
  @Get(':accountId')
  @Operation(GetAccount, AccountInfo)
  get(@Dto() request: GetAccount): Promise<Versioned<AccountInfo>> {
    return this.accounts.get(request);
  }

  /**
   * Changes an account
   *
   * @remarks A member that is left out does not change. `null` in JSON, or `?reset=ParentAccountId`, removes the parent. A
   * name that another account has gives 409, and so does a parent that is the account itself or below it.
   */
  @Patch(':accountId')
  @Operation(PatchAccount, AccountInfo, { isPatch: true, errors: ['Conflict'] })
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
   * @remarks An account that has sessions or child accounts gives 409.
   */
  @Delete(':accountId')
  @Operation(DeleteAccount, undefined, { errors: ['Conflict'] })
  delete(
    @Dto() request: DeleteAccount,
    @CurrentUser() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<void> {
    return this.accounts.delete(request, caller, expected, key);
  }
}
