import type { Database } from '../../database/engine/database.js';
import { type Dialect, Statement } from '../../database/engine/statement.js';
import { periodConditions } from '../../database/resources/period.js';
import type { GetAIUsage } from './dto/get-ai-usage.dto.js';

/** The sum of the records of one customer of an account, or of those of an account without a customer. */
export interface UsageSum {
  readonly accountId: string;
  readonly customerId: string | null;
  /** PostgreSQL's driver returns a bigint as text. */
  readonly seconds: number | string;
}

/**
 * Sums the records that a request selects.
 *
 * @returns The sums by account and then by customer, in the order of code points.
 */
export const sumUsage = (database: Database, request: GetAIUsage): Promise<UsageSum[]> =>
  database.scan<UsageSum>(usageStatement(database.dialect, request), {
    table: 'ai_usage_records',
    isIndexed: isSent(request.accountId),
  });

/**
 * The accounts with records, each found by one look into the index: neither database skips from one account to the next by
 * itself.
 */
const ACCOUNTS_WITH_RECORDS = `
  WITH RECURSIVE used(id) AS (
    SELECT min("accountId") FROM ai_usage_records
    UNION ALL SELECT (SELECT min("accountId") FROM ai_usage_records WHERE "accountId" > used.id) FROM used
    WHERE used.id IS NOT NULL)`;

/** The statement of {@link sumUsage}. It reads one range of an index, or one for each account if it has dates alone. */
export function usageStatement(dialect: Dialect, { accountId, customerId, startDate, endDate }: GetAIUsage): Statement {
  const select = new Statement(dialect);
  const conditions = [
    ...(isSent(accountId) ? [`"accountId" = ${select.value(accountId)}`] : []),
    ...(isSent(customerId) ? [`"customerId" = ${select.value(customerId)}`] : []),
    ...periodConditions(select, '"startDate"', { startDate, endDate }),
  ];
  const isByAccount = !isSent(accountId) && (isSent(startDate) || isSent(endDate));
  const from = isByAccount ? 'used JOIN ai_usage_records ON "accountId" = used.id' : 'ai_usage_records';
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  select.text = `${isByAccount ? ACCOUNTS_WITH_RECORDS : ''}
    SELECT "accountId", "customerId", sum(seconds) AS seconds FROM ${from} ${where}
    GROUP BY "accountId", "customerId" ORDER BY "accountId", "customerId"`;
  return select;
}

/** An empty id selects nothing, so that an id that is empty by mistake does not select all. */
const isSent = (value: string | null | undefined): value is string => value !== null && value !== undefined;
