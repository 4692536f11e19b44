import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ConflictError } from '../common/errors.js';
import { Account } from './account.entity.js';

type CountDependents = (manager: EntityManager, accountId: string) => Promise<number>;

/** Counts the objects that belong to an account. An account that has any must not be deleted. */
@Injectable()
export class AccountDependentsService {
  private readonly counters = new Map<string, CountDependents>([
    ['account', (manager, accountId) => manager.countBy(Account, { parentAccountId: accountId })],
  ]);

  /** @param noun The kind of object in messages, in the singular: `AI session`. */
  register(noun: string, count: CountDependents): void {
    this.counters.set(noun, count);
  }

  /** @throws ConflictError with the number of dependents of each kind. */
  async expectNone(manager: EntityManager, accountId: string): Promise<void> {
    const dependents: string[] = [];
    for (const [noun, count] of this.counters) {
      const n = await count(manager, accountId);
      if (n > 0) dependents.push(`${n} ${noun}${n === 1 ? '' : 's'}`);
    }
    if (dependents.length > 0)
      throw new ConflictError(`The account has ${dependents.join(' and ')}. Delete them first.`);
  }
}
