/** A session, an account or a record of usage in the database after the run. */
export interface StoredRow {
  readonly id: string;
  readonly value: string;
  readonly version: number;
  /** The actions of a session, in order: the id of the operation that staged each, and its status. */
  readonly actions?: readonly string[];
}

/** What can be wrong. `disordered`: actions have another order than their stages, or were not applied in order. */
export const RULES = ['lost', 'doubled', 'different', 'disordered', 'dishonest', 'invented'] as const;

/** A promise that the service broke. */
export interface Violation {
  readonly rule: (typeof RULES)[number];
  readonly text: string;
}
