import { Controller } from '@nestjs/common';
import { CurrentUser, RequiresRole } from '../auth/access.decorator.js';
import { type Principal, Role } from '../auth/principal.js';
import { Batch, BatchOperation } from '../content/operations/batch.decorator.js';
import { IdempotencyKey } from '../content/operations/idempotency-key.decorator.js';
import { AccountsBatchService } from './accounts.batch.service.js';
import { AccountInfo } from './dto/account-info.dto.js';
import { DeleteAccount, GetAccount, NewAccount, PatchAccount } from './dto/account-requests.dto.js';

/** The batches of accounts, as ServiceStack's clients send them. */
@RequiresRole(Role.SystemAdministrator)
@Controller()
export class AccountsBatchController {
  constructor(private readonly accounts: AccountsBatchService) {}

  @BatchOperation(NewAccount, AccountInfo)
  create(
    @Batch() requests: NewAccount[],
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<readonly AccountInfo[]> {
    return this.accounts.create(requests, caller, key);
  }

  @BatchOperation(GetAccount, AccountInfo)
  get(@Batch() requests: GetAccount[]): Promise<readonly AccountInfo[]> {
    return this.accounts.get(requests);
  }

  @BatchOperation(PatchAccount, AccountInfo, { isPatch: true })
  patch(
    @Batch() requests: PatchAccount[],
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<readonly AccountInfo[]> {
    return this.accounts.patch(requests, caller, key);
  }

  @BatchOperation(DeleteAccount)
  delete(
    @Batch() requests: DeleteAccount[],
    @CurrentUser() caller: Principal,
    @IdempotencyKey() key?: string,
  ): Promise<readonly object[]> {
    return this.accounts.delete(requests, caller, key);
  }
}
