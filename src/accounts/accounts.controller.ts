import { Controller, Delete, Get, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser, RequiresRole } from '../auth/access.decorator.js';
import { type Principal, Role } from '../auth/principal.js';
import type { ExpectedVersions, ListExport, ListPage, Versioned } from '../common/results.js';
import { listResponseOf } from '../common/list-response.js';
import { IfMatch } from '../content/operations/conditional-headers.js';
import { IdempotencyKey } from '../content/operations/idempotency-key.decorator.js';
import { Dto, Operation } from '../content/operations/operation.decorator.js';
import { AccountsService } from './accounts.service.js';
import { AccountInfo } from './dto/account-info.dto.js';
import { DeleteAccount, GetAccount, ListAccounts, NewAccount, PatchAccount } from './dto/account-requests.dto.js';

const AccountList = listResponseOf(AccountInfo);

/** The HTTP door to accounts. */
@ApiTags('Accounts')
@RequiresRole(Role.SystemAdministrator)
@Controller('accounts')
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}

  /**
   * Creates a new account
   *
   * @remarks A name that another account has, in whatever case, is 409. A retry with the same `Idempotency-Key` gets the
   * first answer again.
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
   * Lists accounts, the newest first
   *
   * @remarks By page, by the cursor in a page's `Link` header, or with `all=true` every match as one stream.
   */
  @Get()
  @Operation(ListAccounts, AccountList)
  list(@Dto() request: ListAccounts): Promise<ListPage<AccountInfo> | ListExport<AccountInfo>> {
    return this.accounts.list(request);
  }

  /**
   * Gets an account
   *
   * @remarks Its name here is the one that its sessions show.
   */
  @Get(':accountId')
  @Operation(GetAccount, AccountInfo)
  get(@Dto() request: GetAccount): Promise<Versioned<AccountInfo>> {
    return this.accounts.get(request);
  }

  /**
   * Changes an account
   *
   * @remarks What is left out stays as it is; `null` in JSON, or `?reset=ParentAccountId`, takes it from under its parent.
   * A name that another account has, and a place under itself, are 409.
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
   * @remarks One that has sessions, or accounts of its own, is 409.
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
