import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { AccountLister } from '../auth/sign-in/account-lister.js';
import { Database } from '../database/engine/database.js';
import { Account } from './account.entity.js';

/** Lists the accounts that a user may see, for the authentication status. */
@Injectable()
export class AccountNamesService implements AccountLister {
  constructor(private readonly database: Database) {}

  list(ids: readonly string[] | undefined, limit: number): Promise<Pick<Account, 'id' | 'name'>[]> {
    return this.database.read.find(Account, {
      select: { id: true, name: true },
      where: ids === undefined ? {} : { id: In(ids.slice(0, limit)) },
      order: { name: 'ASC', id: 'ASC' },
      take: limit,
    });
  }
}
