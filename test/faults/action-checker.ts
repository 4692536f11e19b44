import { answersOf, type Entry, type History, type Operation } from './history.js';
import { effectValue } from './requests.js';
import type { StoredRow, Violation } from './violation.js';

/** An action that is stored. */
interface StoredAction {
  readonly stage: Operation;
  readonly isApplied: boolean;
}

/** The stored actions of each session, in order. */
function storedActions(history: History, stored: readonly StoredRow[]): StoredAction[][] {
  const stages = new Map(history.entries.map(({ operation }) => [operation.id, operation]));
  return stored.map(({ actions = [] }) =>
    actions.flatMap((action) => {
      const [id = '', status] = action.split(' ');
      const stage = stages.get(id);
      return stage ? [{ stage, isApplied: status === 'Applied' }] : [];
    }),
  );
}

/** What the actions that were applied have done, in the order of the actions of their session. */
export function effectsOf(history: History, stored: readonly StoredRow[]): Operation[] {
  return storedActions(history, stored)
    .flat()
    .flatMap(({ stage: { id, call }, isApplied }): Operation[] => {
      if (!call || !isApplied || call.effect === 'send' || call.effect === 'refused') return [];
      return [{ id, kind: call.effect, object: call.object, isKeyed: true, value: effectValue(call, id) }];
    });
}

/** An executor gets each action that was applied, in order, and nothing else. */
export function checkReceived(history: History, stored: readonly StoredRow[]): Violation[] {
  const firsts = new Map<string, number>();
  for (const [index, id] of history.received.entries()) if (!firsts.has(id)) firsts.set(id, index);
  const staged = new Set(
    history.entries.flatMap(({ operation: { id, call } }) => (call?.effect === 'send' ? [id] : [])),
  );
  const violations = [...firsts.keys()]
    .filter((id) => !staged.has(id))
    .map((id): Violation => ({ rule: 'invented', text: `The executor received ${id}, which nobody staged` }));
  for (const actions of storedActions(history, stored)) {
    let last = -1;
    for (const { stage, isApplied } of actions) {
      if (stage.call?.effect !== 'send') continue;
      const first = firsts.get(stage.id);
      if (isApplied && first === undefined) {
        violations.push({ rule: 'lost', text: `${stage.id} was applied, but the executor has not received it` });
      }
      if (first !== undefined && first < last) {
        violations.push({ rule: 'disordered', text: `The executor received ${stage.id} before one that it follows` });
      }
      last = Math.max(last, first ?? last);
    }
  }
  return violations;
}

/** The actions of a session that several clients change at once. Each removes only what it has staged itself. */
export function checkReviewed(object: string, entries: readonly Entry[], rows: readonly StoredRow[]): Violation[] {
  const [row, ...others] = rows;
  const answered = entries.filter((entry) => answersOf(entry).length > 0);
  const [stages, removals] = [answered.filter(isOf('stage')), answered.filter(isOf('remove'))];
  const changes = stages.length + removals.length;
  if (!row || others.length > 0 || row.version < 1 + changes) {
    return [{ rule: 'lost', text: `${object} is stored as ${JSON.stringify(rows)}; ${changes} changes were answered` }];
  }
  const statuses = new Map((row.actions ?? []).map((action) => action.split(' ') as [string, string]));
  const violations: Violation[] = [];
  const add = (rule: Violation['rule'], text: string): void =>
    void violations.push({ rule, text: `${object}: ${text}` });

  if (statuses.size < (row.actions ?? []).length) add('doubled', `has the actions ${String(row.actions)}`);
  const removed = new Set(removals.map(({ operation }) => operation.removes));
  for (const { operation } of stages) {
    const isStored = statuses.has(operation.id);
    if (isStored === removed.has(operation.id)) {
      add('lost', isStored ? `${operation.id} is stored; it was removed` : `${operation.id} is not stored`);
    }
  }
  for (const { operation, outcomes } of entries.filter(isOf('remove'))) {
    const isApplied = statuses.get(operation.removes ?? '') === 'Applied';
    if (outcomes.some(({ type }) => type === 'applied') && !isApplied) {
      add('different', `${operation.removes} was not applied, but could not be removed`);
    }
  }
  checkOrder(entries, statuses, add);
  return violations;
}

/** @param statuses Those of the stored actions, in order. */
function checkOrder(
  entries: readonly Entry[],
  statuses: ReadonlyMap<string, string>,
  add: (rule: Violation['rule'], text: string) => void,
): void {
  const begun = new Map(entries.map(({ operation }, index) => [operation.id, { operation, index }]));
  const lastOf = new Map<string, number>();
  let open: string | undefined;
  for (const [id, status] of statuses) {
    const { operation, index } = begun.get(id) ?? {};
    const client = id.slice(0, id.indexOf('.'));
    if (!operation || index === undefined) add('invented', `nobody staged ${id}`);
    else if (index < (lastOf.get(client) ?? -1)) add('disordered', `${id} follows one that was staged later`);
    lastOf.set(client, index ?? -1);
    if (status === 'Failed' && operation?.call?.effect !== 'send') add('different', `${id} has failed`);
    if (status === 'Applied' && open !== undefined) add('disordered', `${id} was applied; ${open}, before it, was not`);
    if (status !== 'Applied') open ??= id;
  }
}

const isOf =
  (kind: Operation['kind']) =>
  ({ operation }: Entry): boolean =>
    operation.kind === kind;
