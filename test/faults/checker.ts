import type { Answer, Entry, History, Operation } from './history.js';

/** A row of the database after the run. */
export interface StoredRow {
  readonly id: string;
  readonly value: string;
  readonly version: number;
}

/** A promise that the service broke. */
export interface Violation {
  readonly rule: 'lost' | 'doubled' | 'different' | 'dishonest' | 'invented';
  readonly text: string;
}

/** A possible state of an object; `undefined`: it does not exist. */
type State = { readonly value: string; readonly version: number } | undefined;

/**
 * Compares what the service answered with what it stored.
 *
 * An operation that was answered has taken effect. One that was not may have: each object has a set of possible states,
 * which every answer narrows. Every call with one idempotency key has the same answer.
 */
export function check(history: History, stored: readonly StoredRow[]): Violation[] {
  const entries = groupBy(history.entries, ({ operation }) => operation.object);
  const rows = groupBy(stored, ({ value }) => value.slice(0, value.indexOf(' ')));
  const unknown = [...rows].filter(([object]) => !entries.has(object));
  return [
    ...history.entries.flatMap(checkOutcomes),
    ...[...entries].flatMap(([object, own]) =>
      history.shared.has(object)
        ? checkShared(object, own, rows.get(object) ?? [])
        : checkOwned(object, own, rows.get(object) ?? []),
    ),
    ...unknown.map(([object]): Violation => ({ rule: 'invented', text: `${object} is stored; nobody created it` })),
  ];
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

const textOf = (value: unknown): string => JSON.stringify(value);
const answersOf = ({ outcomes }: Entry): Answer[] =>
  outcomes.flatMap((outcome) => (outcome.type === 'answered' ? [outcome.answer] : []));

function checkOutcomes(entry: Entry): Violation[] {
  const { operation, outcomes } = entry;
  const wrong = outcomes.flatMap((outcome): Violation[] =>
    outcome.type === 'wrong' ? [{ rule: 'dishonest', text: `${operation.id}: ${outcome.reason}` }] : [],
  );
  const told = outcomes.filter(({ type }) => type === 'answered' || type === 'outdated');
  const different = operation.isKeyed && new Set(told.map(textOf)).size > 1;
  return [...wrong, ...(different ? [{ rule: 'different', text: `${operation.id}: ${textOf(told)}` } as const] : [])];
}

/** @returns The state after an operation; `'impossible'` if it cannot take effect in that state. */
function apply({ kind, value = '' }: Operation, state: State): State | 'impossible' {
  switch (kind) {
    case 'create':
      return state ? 'impossible' : { value, version: 1 };
    case 'patch':
      return state ? { value, version: state.version + 1 } : 'impossible';
    case 'delete':
      return state ? undefined : 'impossible';
    case 'read':
      return state;
  }
}

const matches = (state: State, { kind }: Operation, answer: Answer): boolean =>
  kind === 'delete' || (answer.value === state?.value && answer.version === state?.version);

function checkOwned(object: string, entries: readonly Entry[], rows: readonly StoredRow[]): Violation[] {
  const violations: Violation[] = [];
  let states: State[] = [undefined];
  let id: string | undefined;
  for (const entry of entries) {
    const { operation } = entry;
    const after = states.map((state) => apply(operation, state)).filter((state) => state !== 'impossible');
    const answers = answersOf(entry);
    if (entry.outcomes.some(({ type }) => type === 'outdated')) {
      violations.push({ rule: 'different', text: `${operation.id}: 412, but nobody else changes ${object}` });
    }
    if (answers.length === 0) {
      states = [...states, ...after];
      continue;
    }
    for (const answer of answers) {
      const possible = after.filter((state) => matches(state, operation, answer));
      const isOther = id !== undefined && answer.id !== undefined && answer.id !== id;
      if (possible.length === 0 || isOther) {
        const rule = operation.kind === 'read' && answer.value === undefined ? 'lost' : 'different';
        violations.push({ rule, text: `${operation.id} was answered ${textOf(answer)}, not ${textOf(after)}` });
      } else {
        states = possible;
      }
      id ??= answer.id;
    }
  }
  return [...violations, ...checkRows(object, states, id, rows)];
}

function checkRows(
  object: string,
  states: readonly State[],
  id: string | undefined,
  rows: readonly StoredRow[],
): Violation[] {
  const [row, ...others] = rows;
  if (others.length > 0) return [{ rule: 'doubled', text: `${object} is stored as ${textOf(rows)}` }];
  const isPossible = states.some((state) => state?.value === row?.value && state?.version === row?.version);
  if (isPossible && (!row || id === undefined || row.id === id)) return [];
  return [{ rule: 'lost', text: `${object} is stored as ${textOf(row ?? null)}, not ${textOf(states)} with id ${id}` }];
}

/** Each answered patch has made a version of its own; the patches without an answer may have made the others. */
function checkShared(object: string, entries: readonly Entry[], rows: readonly StoredRow[]): Violation[] {
  const patches = entries.filter(({ operation }) => operation.kind === 'patch');
  const values = new Map<number, string>();
  const violations: Violation[] = [];
  for (const entry of patches) {
    for (const { version = 0 } of answersOf(entry).slice(0, 1)) {
      const other = values.get(version);
      if (other !== undefined) {
        violations.push({
          rule: 'doubled',
          text: `${object} had version ${version} by ${other} and by ${entry.operation.id}`,
        });
      }
      values.set(version, entry.operation.value ?? '');
    }
  }
  const open = patches.filter(
    ({ outcomes }) => !outcomes.some(({ type }) => type === 'answered' || type === 'outdated'),
  );
  const [row, ...others] = rows;
  const least = 1 + values.size;
  if (!row || others.length > 0 || row.version < least || row.version > least + open.length) {
    violations.push({
      rule: 'lost',
      text: `${object} is stored as ${textOf(rows)}; ${values.size} changes were answered`,
    });
  } else if (values.has(row.version) && values.get(row.version) !== row.value) {
    violations.push({
      rule: 'different',
      text: `${object} is stored as ${textOf(row)}, not ${values.get(row.version)}`,
    });
  }
  return violations;
}
