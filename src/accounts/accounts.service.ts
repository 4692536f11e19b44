import { Injectable } from '@nestjs/common';
import { newEntity } from '../common/new-entity.js';
import { Database } from '../database/database.js';
import { Account } from './account.entity.js';

/** The account that is there to try things with. */
export const DEMO_ACCOUNT = 'Demo account';

/** The accounts that sessions belong to. */
@Injectable()
export class AccountsService {
  constructor(private readonly database: Database) {}

  /** Adds an account. */
  async add(name: string, userName: string): Promise<Account> {
    const account: Account = { ...newEntity(userName), name };
    await this.database.write((manager) => manager.insert(Account, account));
    return account;
  }

  /** @returns The account with exactly this name, the oldest of several. */
  async findByName(name: string): Promise<Account | null> {
    return this.database.read.findOne(Account, { where: { name }, order: { id: 'ASC' } });
  }
}
