import type { EntityManager } from 'typeorm';
import type { Principal } from '../../auth/principal.js';
import { type FieldError, ValidationError } from '../../common/errors.js';
import { newEntity } from '../../common/new-entity.js';
import { Versioned } from '../../common/results.js';
import { type Dialect, quoteColumns, Statement } from '../../database/engine/statement.js';
import { entityColumns } from '../../database/resources/entity-columns.js';
import { storedMembers } from '../../database/resources/stored-members.js';
import { AIUsageRecord } from './ai-usage-record.entity.js';
import { type AIUsageRecordInfo, toAIUsageRecordInfo } from './dto/ai-usage-record-info.dto.js';
import { NewAIUsageRecord } from './dto/new-ai-usage-record.dto.js';

/** What callers receive of a record. It never changes, so its version is constant. */
export type RecordResult = Versioned<AIUsageRecordInfo>;

const COLUMNS = entityColumns(AIUsageRecord);
const COLUMN_LIST = quoteColumns(COLUMNS);

/** The record that a request creates. An empty customer id, as forms send it, is none. */
export function newRecord(request: NewAIUsageRecord, { userName }: Principal): AIUsageRecord {
  const entity = newEntity(userName);
  const members = storedMembers(NewAIUsageRecord, request);
  const { customerId, startDate } = members;
  return { ...entity, ...members, customerId: customerId || null, startDate: startDate ?? entity.dateCreated };
}

/**
 * Checks that the accounts and sessions of records exist. It locks none: one that is deleted before the records are stored
 * could as well have been deleted after that.
 *
 * @returns The result of each record, or the ValidationError `NotFound` with which it fails, in order.
 */
export async function prepareRecords(
  manager: EntityManager,
  dialect: Dialect,
  records: readonly AIUsageRecord[],
): Promise<(RecordResult | ValidationError)[]> {
  const select = new Statement(dialect);
  const list = (ids: readonly (string | null)[]): string => select.list([...new Set(ids)].filter((id) => id !== null));
  select.text =
    `SELECT 'AccountId' AS field, id FROM accounts WHERE id IN ${list(records.map(({ accountId }) => accountId))} ` +
    `UNION ALL SELECT 'SessionId', id FROM ai_sessions WHERE id IN ${list(records.map(({ sessionId }) => sessionId))}`;
  const rows = await manager.query<{ field: string; id: string }[]>(...select.toQuery());
  const existing = new Set(rows.map(({ field, id }) => `${field} ${id}`));
  return records.map((record) => {
    const errors = referencesOf(record)
      .filter(({ field, id }) => !existing.has(`${field} ${id}`))
      .map(({ field, id, noun }): FieldError => {
        return { errorCode: 'NotFound', fieldName: field, message: `There is no ${noun} '${id}'.` };
      });
    return errors.length > 0 ? new ValidationError(errors) : new Versioned(toAIUsageRecordInfo(record), 1);
  });
}

const referencesOf = ({ accountId, sessionId }: AIUsageRecord) => [
  { field: 'AccountId', id: accountId, noun: 'account' },
  ...(sessionId === null ? [] : [{ field: 'SessionId', id: sessionId, noun: 'AI session' }]),
];

/** Stores records, in one statement. */
export async function storeRecords(
  manager: EntityManager,
  dialect: Dialect,
  records: readonly AIUsageRecord[],
): Promise<void> {
  const insert = new Statement(dialect);
  insert.text = `INSERT INTO ai_usage_records (${COLUMN_LIST}) SELECT ${COLUMN_LIST} FROM ${insert.rows(records, COLUMNS)}`;
  await manager.query(...insert.toQuery());
}
