import { Controller, Delete, Get, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, RequiresRole } from '../auth/access.decorator.js';
import { type Principal, Role } from '../auth/principal.js';
import type { ExpectedVersions, Export, Page, Stored } from '../common/answers.js';
import { listResponseOf } from '../common/list-response.js';
import { IdempotencyKey, IfMatch } from '../content/headers.js';
import { Dto, Operation } from '../content/operation.decorator.js';
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

  /** Creates a new account */
  @Post()
  @Operation(NewAccount, AccountInfo)
  create(
    @Dto() request: NewAccount,
    @Caller() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<Stored<AccountInfo>> {
    return this.accounts.create(request, caller, key);
  }

  /** Lists accounts, the newest first */
  @Get()
  @Operation(ListAccounts, AccountList)
  list(@Dto() request: ListAccounts): Promise<Page<AccountInfo> | Export<AccountInfo>> {
    return this.accounts.list(request);
  }

  /** Gets an account */
  @Get(':accountId')
  @Operation(GetAccount, AccountInfo)
  get(@Dto() request: GetAccount): Promise<Stored<AccountInfo>> {
    return this.accounts.get(request);
  }

  /** Changes an account: what is left out stays as it is */
  @Patch(':accountId')
  @Operation(PatchAccount, AccountInfo, { isPatch: true })
  patch(
    @Dto() request: PatchAccount,
    @Caller() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<Stored<AccountInfo>> {
    return this.accounts.patch(request, caller, expected, key);
  }

  /** Deletes an account that has no sessions and no accounts of its own */
  @Delete(':accountId')
  @Operation(DeleteAccount)
  delete(
    @Dto() request: DeleteAccount,
    @Caller() caller: Principal,
    @IfMatch() expected?: ExpectedVersions,
    @IdempotencyKey() key?: string,
  ): Promise<void> {
    return this.accounts.delete(request, caller, expected, key);
  }
}
