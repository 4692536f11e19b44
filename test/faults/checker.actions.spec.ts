import { describe, expect, it } from '@jest/globals';
import { check } from './checker.js';
import { type Answer, History, type Operation, type Outcome, type StagedCall } from './history.js';
import type { StoredRow } from './violation.js';

type Step = [Operation, ...Outcome[]];

const answered = (answer: Answer): Outcome => ({ type: 'answered', answer });
const broken: Outcome = { type: 'broken', reason: 'reset' };
const busy: Outcome = { type: 'busy' };

/** An answer with the session: its open actions, and whether the apply stopped early. */
const shown = (version: number, actions: string[] = [], isStopped?: boolean): Outcome =>
  answered({ id: 's', value: 'a a.0', version, actions, ...(isStopped !== undefined && { isStopped }) });
const row = (version: number, ...actions: string[]): StoredRow => ({ id: 's', value: 'a a.0', version, actions });
const other = (object: string, id: string, version = 1): StoredRow => ({
  id: object,
  value: `${object} ${id}`,
  version,
});

const step = (id: string, kind: Operation['kind'], ...outcomes: Outcome[]): Step => [
  { id, kind, object: 'a', isKeyed: kind !== 'read' },
  ...outcomes,
];
const created: Step = [{ ...step('a.0', 'create')[0], value: 'a a.0' }, shown(1)];
function staged(id: string, effect: StagedCall['effect'], object = `new${id}`): Step {
  const value = `a ${id}`;
  const call = { functionName: 'Function', effect, object };
  return [{ ...step(id, 'stage')[0], value, call }, answered({ id: `action ${id}`, value })];
}
const removed = (id: string, removes: string, ...outcomes: Outcome[]): Step => [
  { ...step(id, 'remove')[0], removes },
  ...outcomes,
];
const target: Step = [
  { id: 't.0', kind: 'create', object: 't', value: 't t.0', isKeyed: true },
  answered({ id: 't', value: 't t.0', version: 1 }),
];

interface Extra {
  readonly received?: readonly string[];
  readonly isShared?: boolean;
}

function rulesOf(
  steps: readonly Step[],
  stored: readonly StoredRow[],
  { received = [], isShared }: Extra = {},
): string[] {
  const history = new History();
  if (isShared) history.shared.add('a');
  history.received.push(...received);
  for (const [operation, ...outcomes] of steps) {
    const entry = history.begin(operation);
    for (const outcome of outcomes) history.record(entry, outcome);
  }
  return check(history, stored).map(({ rule }) => rule);
}

const two = [created, staged('a.1', 'create'), staged('a.2', 'create')];
const applied = step('a.3', 'apply', shown(5, [], false));
const bothNew = [other('newa.1', 'a.1'), other('newa.2', 'a.2')];
const failing = [created, staged('a.1', 'create'), staged('a.2', 'refused'), staged('a.3', 'create')];
const stopped = step('a.4', 'apply', shown(6, ['a.2 Failed', 'a.3 Waiting'], true));
const failedRow = row(6, 'a.1 Applied', 'a.2 Failed', 'a.3 Waiting');

describe('the checker of actions', () => {
  it('accepts what the answers, the rows and the effects say alike', () => {
    expect(rulesOf([...two, applied], [row(5, 'a.1 Applied', 'a.2 Applied'), ...bothNew])).toEqual([]);
    expect(rulesOf([...failing, stopped], [failedRow, other('newa.1', 'a.1')])).toEqual([]);
    const cleared = step('a.3', 'clear', busy, shown(4));
    expect(rulesOf([...two, cleared], [row(4)])).toEqual([]);
    const left = ['a.2 Waiting'];
    expect(rulesOf([...two, removed('a.3', 'a.1', broken, shown(4, left))], [row(4, ...left)])).toEqual([]);
    const changes = [target, staged('a.1', 'patch', 't'), staged('a.2', 'patch', 't')];
    const stored = [row(5, 'a.1 Applied', 'a.2 Applied'), other('t', 'a.2', 3)];
    expect(rulesOf([created, ...changes, applied], stored)).toEqual([]);
  });

  it('accepts an apply that was interrupted, and says that it stopped', () => {
    const interrupted = step(
      'a.3',
      'apply',
      { type: 'unavailable', status: 503 },
      busy,
      shown(8, ['a.2 Waiting'], true),
    );
    expect(rulesOf([...two, interrupted], [row(8, 'a.1 Applied', 'a.2 Waiting'), other('newa.1', 'a.1')])).toEqual([]);
  });

  it('accepts an executor that received a call twice, and one whose time limit was over', () => {
    const calls = [created, staged('a.1', 'send'), staged('a.2', 'send')];
    const once = rulesOf([...calls, applied], [row(5, 'a.1 Applied', 'a.2 Applied')], {
      received: ['a.1', 'a.1', 'a.2'],
    });
    const failed = step('a.3', 'apply', shown(5, ['a.1 Failed', 'a.2 Waiting'], true));
    expect(once).toEqual([]);
    expect(rulesOf([...calls, failed], [row(5, 'a.1 Failed', 'a.2 Waiting')])).toEqual([]);
  });

  it.each<[string, string, Step[], StoredRow[]]>([
    ['a stage that is not stored', 'lost', two, [row(3, 'a.1 Waiting')]],
    ['a stage that is stored twice', 'doubled', two, [row(3, 'a.1 Waiting', 'a.1 Waiting', 'a.2 Waiting')]],
    ['actions in another order', 'disordered', two, [row(3, 'a.2 Waiting', 'a.1 Waiting')]],
    ['a removed action that is stored', 'lost', [...two, removed('a.3', 'a.1', shown(4, ['a.2 Waiting']))], [row(4)]],
    ['cleared actions that are stored', 'lost', [...two, step('a.3', 'clear', shown(4))], [row(4, 'a.1 Waiting')]],
    ['an apply that is not stored', 'lost', [...two, applied], [row(5, 'a.1 Waiting', 'a.2 Waiting')]],
    ['an applied action without its effect', 'lost', [...two, applied], [row(5, 'a.1 Applied', 'a.2 Applied')]],
    [
      'an effect that was made twice',
      'doubled',
      [...two, applied],
      [row(5, 'a.1 Applied', 'a.2 Applied'), ...bothNew, { ...other('newa.1', 'a.1'), id: 'twice' }],
    ],
    [
      'a patch that was applied twice',
      'lost',
      [created, target, staged('a.1', 'patch', 't'), step('a.2', 'apply', shown(4, [], false))],
      [row(4, 'a.1 Applied'), other('t', 'a.1', 3)],
    ],
    [
      'patches that were applied in another order',
      'lost',
      [created, target, staged('a.1', 'patch', 't'), staged('a.2', 'patch', 't'), applied],
      [row(5, 'a.1 Applied', 'a.2 Applied'), other('t', 'a.1', 3)],
    ],
    [
      'two deletes of one object',
      'doubled',
      [created, target, staged('a.1', 'delete', 't'), staged('a.2', 'delete', 't'), applied],
      [row(5, 'a.1 Applied', 'a.2 Applied')],
    ],
    ['an effect of an action that waits', 'invented', two, [row(3, 'a.1 Waiting', 'a.2 Waiting'), ...bothNew]],
    [
      'an action that ran behind a failure',
      'different',
      [...failing, step('a.4', 'apply', shown(6, ['a.2 Failed'], true))],
      [row(6, 'a.1 Applied', 'a.2 Failed', 'a.3 Applied'), other('newa.1', 'a.1'), other('newa.3', 'a.3')],
    ],
    [
      'a failure that is called a success',
      'different',
      [...failing, step('a.4', 'apply', shown(6, [], false))],
      [row(6, 'a.1 Applied', 'a.2 Applied', 'a.3 Applied'), other('newa.1', 'a.1'), other('newa.3', 'a.3')],
    ],
    [
      'an apply that leaves an action without saying so',
      'different',
      [...two, step('a.3', 'apply', shown(5, ['a.2 Waiting'], false))],
      [row(5, 'a.1 Applied', 'a.2 Waiting'), other('newa.1', 'a.1')],
    ],
    [
      'an own action that failed',
      'different',
      [...two, step('a.3', 'apply', shown(5, ['a.1 Failed', 'a.2 Waiting'], true))],
      [row(5, 'a.1 Failed', 'a.2 Waiting')],
    ],
    [
      'a repeated apply that was answered differently',
      'different',
      [...two, step('a.3', 'apply', shown(5, [], false), shown(7, [], false))],
      [row(7, 'a.1 Applied', 'a.2 Applied'), ...bothNew],
    ],
    [
      'a repeated apply that changed something',
      'lost',
      [...two, step('a.3', 'apply', shown(5, [], false), shown(5, [], false))],
      [row(7, 'a.1 Applied', 'a.2 Applied'), ...bothNew],
    ],
    ['a 409 to a stage', 'dishonest', [created, staged('a.1', 'send').with(1, busy) as Step], [row(1)]],
    ['a 409 to a patch', 'dishonest', [created, step('a.1', 'patch', busy)], [row(1)]],
    [
      'a call that the executor did not receive',
      'lost',
      [created, staged('a.1', 'send'), step('a.2', 'apply', shown(4, [], false))],
      [row(4, 'a.1 Applied')],
    ],
  ])('finds %s', (_, rule, steps, stored) => {
    expect(rulesOf(steps, stored)).toContain(rule);
  });

  it('finds calls that the executor received in another order, and one that nobody staged', () => {
    const calls = [created, staged('a.1', 'send'), staged('a.2', 'send'), applied];
    const received = ['a.2', 'a.1'];
    expect(rulesOf(calls, [row(5, 'a.1 Applied', 'a.2 Applied')], { received })).toEqual(['disordered']);
    expect(rulesOf([created], [row(1)], { received: ['a.7'] })).toEqual(['invented']);
  });

  describe('of a session that several clients change', () => {
    const isShared = true;
    const mine = staged('b.1', 'create');
    const yours = staged('c.1', 'create');
    const effects = [other('newb.1', 'b.1'), other('newc.1', 'c.1')];
    const refusal: Outcome = { type: 'applied' };

    it('accepts any order of clients, a removal that came too late, and a version that was outdated', () => {
      const steps = [created, mine, yours, removed('b.2', 'b.1', refusal), step('c.2', 'apply', { type: 'outdated' })];
      expect(rulesOf(steps, [row(9, 'c.1 Applied', 'b.1 Applied'), ...effects], { isShared })).toEqual([]);
      const removal = removed('b.2', 'b.1', shown(4));
      expect(rulesOf([created, mine, yours, removal], [row(4, 'c.1 Waiting')], { isShared })).toEqual([]);
    });

    it.each<[string, string, Step[], StoredRow[]]>([
      ['a stage that is not stored', 'lost', [mine, yours], [row(3, 'b.1 Waiting')]],
      ['a stage that is stored twice', 'doubled', [mine], [row(3, 'b.1 Waiting', 'b.1 Waiting')]],
      ['fewer versions than changes', 'lost', [mine, yours], [row(2, 'b.1 Waiting', 'c.1 Waiting')]],
      ['a removed action that is stored', 'lost', [mine, removed('b.2', 'b.1', shown(3))], [row(3, 'b.1 Waiting')]],
      [
        'a removal that was refused without reason',
        'different',
        [mine, removed('b.2', 'b.1', refusal)],
        [row(2, 'b.1 Waiting')],
      ],
      [
        'actions of a client in another order',
        'disordered',
        [mine, staged('b.2', 'send')],
        [row(3, 'b.2 Waiting', 'b.1 Waiting')],
      ],
      [
        'an action that was applied before one that waits',
        'disordered',
        [mine, yours],
        [row(5, 'b.1 Waiting', 'c.1 Applied'), ...effects],
      ],
      ['an own action that failed', 'different', [mine], [row(4, 'b.1 Failed')]],
      ['an action that nobody staged', 'invented', [mine], [row(4, 'b.1 Waiting', 'd.1 Waiting')]],
    ])('finds %s', (_, rule, steps, stored) => {
      expect(rulesOf([created, ...steps], stored, { isShared })).toContain(rule);
    });
  });
});
