import type { Answer, Operation, StagedCall } from './history.js';

/** An action of a session, by the operation that staged it. */
export interface ActionState {
  readonly id: string;
  readonly status: string;
  readonly effect: StagedCall['effect'] | undefined;
}

/** A possible state of an object; `undefined`: it does not exist. */
export type State =
  | {
      readonly value: string;
      readonly version: number;
      /** Those of a session that were applied, and those that are open, in the order in which they were staged. */
      readonly actions: readonly ActionState[];
    }
  | undefined;

/** As answers and rows describe actions. */
export const textsOf = (actions: readonly ActionState[]): string[] =>
  actions.map(({ id, status }) => `${id} ${status}`);

/** The actions that wait or have failed. */
export const openOf = (actions: readonly ActionState[]): ActionState[] =>
  actions.filter(({ status }) => status !== 'Applied');

/**
 * @param answer What the operation was answered, if it was: it tells what an apply did.
 * @returns The states after an operation; none if it cannot take effect in that state.
 */
export function statesAfter(operation: Operation, state: State, answer?: Answer): State[] {
  const { id, kind, value = '', call, removes } = operation;
  if (kind === 'create' || kind === 'createAccount') return state ? [] : [{ value, version: 1, actions: [] }];
  if (!state) return kind === 'read' ? [state] : [];
  const { actions } = state;
  const version = state.version + 1;
  switch (kind) {
    case 'patch':
      return [{ ...state, value, version }];
    case 'delete':
      return [undefined];
    case 'read':
      return [state];
    case 'stage':
      return [{ ...state, version, actions: [...actions, { id, status: 'Waiting', effect: call?.effect }] }];
    case 'remove': {
      const left = actions.filter((action) => action.id !== removes || action.status === 'Applied');
      return left.length < actions.length ? [{ ...state, version, actions: left }] : [];
    }
    case 'clear': {
      const left = actions.filter(({ status }) => status === 'Applied');
      return [left.length < actions.length ? { ...state, version, actions: left } : state];
    }
    case 'apply':
      return statesAfterApply(state, answer);
  }
}

/** An apply runs open actions in order. It ends after the last one, at one that fails, or early if it says so. */
function statesAfterApply(state: NonNullable<State>, answer: Answer | undefined): State[] {
  const open = openOf(state.actions);
  if (open.length === 0) return [state];
  const done = state.actions.filter(({ status }) => status === 'Applied');
  // The lease and each transaction make a version. An apply that was interrupted has made more of them.
  const version = Math.max(answer?.version ?? NaN, state.version + 2);
  const states: State[] = [];
  for (const [index, action] of [...open, undefined].entries()) {
    const applied = open.slice(0, index).map((other) => ({ ...other, status: 'Applied' }));
    const rest = open.slice(index + 1);
    const add = (...next: ActionState[]): void =>
      void states.push({ ...state, version, actions: [...done, ...applied, ...next, ...rest] });
    if (!action) add();
    else if (answer?.isStopped !== false) {
      add(action);
      if (action.effect === 'send') add({ ...action, status: 'Applying' }); // it was sent when the apply was interrupted
      // The time limit of an executor's call ends it too.
      if (action.effect === 'refused' || action.effect === 'send') add({ ...action, status: 'Failed' });
    }
    if (action?.effect === 'refused') break;
  }
  return answer?.isStopped === true ? states.filter((after) => openOf(after?.actions ?? []).length > 0) : states;
}

/** Whether an answer says what is so in a state. */
export function matches(state: State, { kind, value }: Operation, answer: Answer): boolean {
  if (kind === 'delete') return true;
  if (kind === 'stage') return answer.value === value;
  return (
    answer.value === state?.value &&
    answer.version === state?.version &&
    String(answer.actions ?? []) === String(textsOf(openOf(state?.actions ?? [])))
  );
}
