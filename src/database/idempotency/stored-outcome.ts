import { Versioned } from '../../common/results.js';

/**
 * The JSON in the column `outcome` of `idempotency_keys`. A retry may read what an earlier version of this program
 * wrote, so these names must not follow a renaming in the code.
 */
interface StoredOutcome<T extends object> {
  readonly value: T;
  readonly version: number;
  /** {@link Versioned.relatedVersion} */
  readonly context: string;
}

export function serializeOutcome<T extends object>({ value, version, relatedVersion }: Versioned<T>): string {
  const stored: StoredOutcome<T> = { value, version, context: relatedVersion };
  return JSON.stringify(stored);
}

export function parseOutcome<T extends object>(json: string): Versioned<T> {
  const { value, version, context } = JSON.parse(json) as StoredOutcome<T>;
  return new Versioned(value, version, context);
}
