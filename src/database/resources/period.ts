import { toUtc } from '../../common/utc-date.js';
import type { Statement } from '../engine/statement.js';

/** The dates of a request: those at or after the start and before the end. */
export interface Period {
  readonly startDate?: string | null;
  readonly endDate?: string | null;
}

/** @returns The conditions that the date in a column is in a period. Either date can be left out. */
export const periodConditions = (statement: Statement, column: string, { startDate, endDate }: Period): string[] => [
  ...(startDate == null ? [] : [`${column} >= ${statement.value(toUtc(startDate))}`]),
  ...(endDate == null ? [] : [`${column} < ${statement.value(toUtc(endDate))}`]),
];
