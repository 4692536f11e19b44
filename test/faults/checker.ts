import { checkReceived, checkReviewed, effectsOf } from './action-checker.js';
import { answersOf, type Entry, type History, type Operation } from './history.js';
import { groupBy } from './group-by.js';
import { matches, type State, statesAfter, textsOf } from './states.js';
import type { StoredRow, Violation } from './violation.js';

/**
 * Compares what the service answered with what it stored.
 *
 * An operation that was answered has taken effect. One that was not may have: each object has a set of possible states,
 * which every answer narrows. Every call with one idempotency key has the same answer.
 */
export function check(history: History, stored: readonly StoredRow[]): Violation[] {
  const entries = groupBy(history.entries, ({ operation }) => operation.object);
  const rows = groupBy(stored, ({ value }) => value.slice(0, value.indexOf(' ')));
  const effects = groupBy(effectsOf(history, stored), ({ object }) => object);
  const known = new Set([...entries.keys(), ...effects.keys()]);
  const unknown = [...rows.keys()].filter((object) => !known.has(object));
  return [
    ...history.entries.flatMap(checkOutcomes),
    ...[...known].flatMap((object) => {
      const [own, ownRows] = [entries.get(object) ?? [], rows.get(object) ?? []];
      if (!history.shared.has(object)) return checkOwned(object, own, ownRows, effects.get(object));
      const isReviewed = own.some(({ operation }) => operation.kind === 'stage');
      return (isReviewed ? checkReviewed : checkShared)(object, own, ownRows);
    }),
    ...checkReceived(history, stored),
    ...unknown.map((object): Violation => ({ rule: 'invented', text: `${object} is stored; nobody created it` })),
  ];
}

/** The operations that an apply makes wait. */
const WAITING: readonly Operation['kind'][] = ['remove', 'clear', 'apply'];
const textOf = (value: unknown): string => JSON.stringify(value);
function checkOutcomes(entry: Entry): Violation[] {
  const { operation, outcomes } = entry;
  const wrong = outcomes.flatMap((outcome): Violation[] =>
    outcome.type === 'wrong' ? [{ rule: 'dishonest', text: `${operation.id}: ${outcome.reason}` }] : [],
  );
  if (!WAITING.includes(operation.kind) && outcomes.some(({ type }) => type === 'busy')) {
    wrong.push({ rule: 'dishonest', text: `${operation.id}: 409, but no apply makes a ${operation.kind} wait` });
  }
  const told = outcomes.filter(({ type }) => ['answered', 'outdated', 'applied'].includes(type));
  const different = operation.isKeyed && new Set(told.map(textOf)).size > 1;
  return [...wrong, ...(different ? [{ rule: 'different', text: `${operation.id}: ${textOf(told)}` } as const] : [])];
}

/** @param effects What the applied actions of another object have done to this one, in order. */
function checkOwned(
  object: string,
  entries: readonly Entry[],
  rows: readonly StoredRow[],
  effects: readonly Operation[] = [],
): Violation[] {
  const violations: Violation[] = [];
  let states: State[] = [undefined];
  let id: string | undefined;
  for (const entry of entries) {
    const { operation } = entry;
    const before = states;
    const answers = answersOf(entry);
    for (const { type } of entry.outcomes) {
      if (type !== 'outdated' && type !== 'applied') continue;
      violations.push({ rule: 'different', text: `${operation.id}: ${type}, but nobody else changes ${object}` });
    }
    // Such a response says nothing of the state, and is reported by itself.
    if (entry.outcomes.some(({ type }) => type === 'wrong')) return violations;
    if (answers.length === 0) {
      states = distinct([...before, ...before.flatMap((state) => statesAfter(operation, state))]);
    }
    for (const answer of answers) {
      const after = before.flatMap((state) => statesAfter(operation, state, answer));
      const possible = after.filter((state) => matches(state, operation, answer));
      const isOther = operation.kind !== 'stage' && id !== undefined && answer.id !== undefined && answer.id !== id;
      if (possible.length === 0 || isOther) {
        const rule = operation.kind === 'read' && answer.value === undefined ? 'lost' : 'different';
        violations.push({ rule, text: `${operation.id} was answered ${textOf(answer)}, not ${textOf(after)}` });
      } else {
        states = possible;
      }
      if (operation.kind !== 'stage') id ??= answer.id;
    }
  }
  for (const effect of effects) {
    const after = states.flatMap((state) => statesAfter(effect, state));
    if (after.length === 0) violations.push({ rule: 'doubled', text: `${effect.id} cannot have changed ${object}` });
    else states = after;
  }
  return [...violations, ...checkRows(object, states, id, rows)];
}

/** Without it, each change that was not answered would double the states. */
const distinct = (states: readonly State[]): State[] => [
  ...new Map(states.map((state) => [textOf(state ?? null), state])).values(),
];

function checkRows(
  object: string,
  states: readonly State[],
  id: string | undefined,
  rows: readonly StoredRow[],
): Violation[] {
  const [row, ...others] = rows;
  if (others.length > 0) return [{ rule: 'doubled', text: `${object} is stored as ${textOf(rows)}` }];
  const possible = states.filter((state) => state?.value === row?.value && state?.version === row?.version);
  const actions = row?.actions ?? [];
  if (possible.length > 0 && (!row || id === undefined || row.id === id)) {
    const expected = possible.map((state) => textsOf(state?.actions ?? []));
    if (expected.some((texts) => String(texts) === String(actions))) return [];
    const isSorted = expected.some((texts) => String(texts.toSorted()) === String(actions.toSorted()));
    const isTwice = new Set(actions).size < actions.length;
    const rule = isTwice ? 'doubled' : isSorted ? 'disordered' : 'lost';
    return [{ rule, text: `${object} has the actions ${textOf(actions)}, not ${textOf(expected)}` }];
  }
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
