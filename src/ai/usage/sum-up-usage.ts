import { MAX_INT } from '../../common/limits.js';
import type { AIUsage } from './dto/ai-usage.dto.js';
import type { UsageSum } from './usage-queries.js';

/** Adds the sums of customers up to those of accounts, in their order, and rounds each sum up to minutes. */
export function sumUpUsage(sums: readonly UsageSum[]): AIUsage {
  const accounts = new Map<string, number>();
  for (const { accountId, seconds } of sums) accounts.set(accountId, (accounts.get(accountId) ?? 0) + Number(seconds));
  return {
    accountUsage: [...accounts].map(([accountId, seconds]) => ({ accountId, aiMinutes: toMinutes(seconds) })),
    customerUsage: sums.flatMap(({ accountId, customerId, seconds }) =>
      customerId === null ? [] : [{ accountId, customerId, aiMinutes: toMinutes(Number(seconds)) }],
    ),
  };
}

/**
 * At most the largest value of .NET's `int`, so that one sum that is too large does not hide the others. Sums up to there
 * are exact numbers.
 */
const toMinutes = (seconds: number): number => Math.min(Math.ceil(seconds / 60), MAX_INT);
