import { Injectable } from '@nestjs/common';
import { callerIdOf, type Principal } from '../auth/principal.js';
import { itemError } from '../common/item-error.js';
import { Database } from '../database/engine/database.js';
import { Statement } from '../database/engine/statement.js';
import { batchIdempotencyOf, changeEach, runBatch } from '../database/idempotency/batch.js';
import { IdempotencyService } from '../database/idempotency/idempotency.service.js';
import { lockHierarchy } from './account-queries.js';
import { expectFound } from './account-rules.js';
import type { Account } from './account.entity.js';
import { AccountsService } from './accounts.service.js';
import { type AccountInfo, toAccountInfo } from './dto/account-info.dto.js';
import { DeleteAccount, type GetAccount, NewAccount, PatchAccount } from './dto/account-requests.dto.js';

/**
 * Creates, reads, changes and deletes many accounts in one call: all or none. Errors are those of `AccountsService`, with
 * the index of the first item that fails.
 */
@Injectable()
export class AccountsBatchService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: IdempotencyService,
    private readonly accounts: AccountsService,
  ) {}

  create(requests: readonly NewAccount[], caller: Principal, key?: string): Promise<readonly AccountInfo[]> {
    const idempotency = batchIdempotencyOf(callerIdOf(caller), key, NewAccount, requests);
    return runBatch(this.database, this.idempotency, idempotency, (manager) =>
      changeEach(requests, (request) => this.accounts.prepareCreate(manager, request, caller)),
    );
  }

  async get(requests: readonly GetAccount[]): Promise<readonly AccountInfo[]> {
    const select = new Statement(this.database.dialect);
    const ids = [...new Set(requests.map(({ accountId }) => accountId))];
    select.text = `SELECT a.* FROM accounts a WHERE a.id IN ${select.list(ids)}`;
    const rows = new Map((await this.database.find<Account>(select)).map((row) => [row.id, row]));
    return requests.map(({ accountId }, index) => {
      try {
        return toAccountInfo(expectFound(rows.get(accountId)));
      } catch (error) {
        throw itemError(error, index);
      }
    });
  }

  patch(requests: readonly PatchAccount[], caller: Principal, key?: string): Promise<readonly AccountInfo[]> {
    const condition = { expected: undefined };
    const idempotency = batchIdempotencyOf(callerIdOf(caller), key, PatchAccount, requests, condition);
    return runBatch(this.database, this.idempotency, idempotency, async (manager) => {
      // Before any account is locked, as for a single change.
      await lockHierarchy(manager, this.database.dialect);
      return changeEach(requests, (request) => this.accounts.preparePatch(manager, request, caller));
    });
  }

  delete(requests: readonly DeleteAccount[], caller: Principal, key?: string): Promise<readonly object[]> {
    const condition = { expected: undefined };
    const idempotency = batchIdempotencyOf(callerIdOf(caller), key, DeleteAccount, requests, condition);
    return runBatch(this.database, this.idempotency, idempotency, (manager) =>
      changeEach(requests, (request) => this.accounts.prepareDelete(manager, request)),
    );
  }
}
