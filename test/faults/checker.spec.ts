import { describe, expect, it } from '@jest/globals';
import { check } from './checker.js';
import { type Answer, History, type Operation, type OperationKind, type Outcome } from './history.js';
import type { StoredRow } from './violation.js';

const operation = (id: string, kind: OperationKind, object = 'a', isKeyed = true): Operation => ({
  id,
  kind,
  object,
  isKeyed,
  ...((kind === 'create' || kind === 'patch') && { value: `${object} ${id}` }),
});
const answered = (answer: Answer): Outcome => ({ type: 'answered', answer });
const shown = (version: number, value: string): Outcome => answered({ id: 'row', value, version });
const row = (version: number, value: string): StoredRow => ({ id: 'row', value, version });
const broken: Outcome = { type: 'broken', reason: 'reset' };
const created: [Operation, Outcome[]] = [operation('1', 'create'), [shown(1, 'a 1')]];

function rulesOf(
  steps: readonly [Operation, readonly Outcome[]][],
  stored: readonly StoredRow[],
  ...shared: string[]
): string[] {
  const history = new History();
  for (const object of shared) history.shared.add(object);
  for (const [step, outcomes] of steps) {
    const entry = history.begin(step);
    for (const outcome of outcomes) history.record(entry, outcome);
  }
  return check(history, stored).map(({ rule }) => rule);
}

describe('the checker', () => {
  it('accepts what the answers and the rows say alike', () => {
    const patched: [Operation, Outcome[]] = [operation('2', 'patch'), [broken, shown(2, 'a 2'), shown(2, 'a 2')]];
    const read: [Operation, Outcome[]] = [operation('3', 'read', 'a', false), [shown(2, 'a 2')]];
    expect(rulesOf([created, patched, read], [row(2, 'a 2')])).toEqual([]);
    expect(rulesOf([created, patched, [operation('4', 'delete'), [answered({})]]], [])).toEqual([]);
  });

  it('accepts both results of a change without an answer', () => {
    const unknown: [Operation, Outcome[]] = [operation('2', 'patch'), [broken]];
    expect(rulesOf([created, unknown], [row(1, 'a 1')])).toEqual([]);
    expect(rulesOf([created, unknown], [row(2, 'a 2')])).toEqual([]);
    expect(rulesOf([[operation('1', 'create', 'a', false), [broken]]], [])).toEqual([]);
  });

  it('follows many changes without an answer', () => {
    const unknown = Array.from({ length: 60 }, (_, index): [Operation, Outcome[]] => [
      operation(`p${index}`, 'patch'),
      [broken],
    ]);
    expect(rulesOf([created, ...unknown], [row(31, 'a p59')])).toEqual([]);
    expect(rulesOf([created, ...unknown], [row(62, 'a p59')])).toEqual(['lost']);
  });

  it.each<[string, string, [Operation, Outcome[]][], StoredRow[]]>([
    ['a create that is not stored', 'lost', [created], []],
    ['a patch that is not stored', 'lost', [created, [operation('2', 'patch'), [shown(2, 'a 2')]]], [row(1, 'a 1')]],
    ['a delete that is not stored', 'lost', [created, [operation('2', 'delete'), [answered({})]]], [row(1, 'a 1')]],
    ['a read that finds nothing', 'lost', [created, [operation('2', 'read'), [answered({})]]], [row(1, 'a 1')]],
    ['a create that is stored twice', 'doubled', [created], [row(1, 'a 1'), { ...row(1, 'a 1'), id: 'other' }]],
    ['a row under another id', 'lost', [created], [{ ...row(1, 'a 1'), id: 'other' }]],
    [
      'a patch that was made twice',
      'different',
      [created, [operation('2', 'patch'), [shown(3, 'a 2')]]],
      [row(3, 'a 2')],
    ],
    [
      'a retry with another answer',
      'different',
      [[operation('1', 'create'), [shown(1, 'a 1'), answered({ id: 'other', value: 'a 1', version: 1 })]]],
      [row(1, 'a 1')],
    ],
    [
      'a 412 to the only one who changes it',
      'different',
      [created, [operation('2', 'patch'), [{ type: 'outdated' }]]],
      [row(1, 'a 1')],
    ],
    ['a 500', 'dishonest', [[operation('1', 'create'), [{ type: 'wrong', reason: '500' }]]], []],
    ['a row that nobody created', 'invented', [], [row(1, 'a 1')]],
  ])('finds %s', (_, rule, steps, stored) => {
    expect(rulesOf(steps, stored)).toContain(rule);
  });

  describe('of an object that several clients change', () => {
    const patch = (id: string, version: number): [Operation, Outcome[]] => [
      operation(id, 'patch'),
      [shown(version, `a ${id}`)],
    ];
    const outdated: [Operation, Outcome[]] = [operation('9', 'patch'), [broken, { type: 'outdated' }]];

    it('accepts one version for each answered change, and a change without an answer', () => {
      expect(rulesOf([created, patch('2', 2), outdated, patch('3', 3)], [row(3, 'a 3')], 'a')).toEqual([]);
      const unknown: [Operation, Outcome[]] = [operation('4', 'patch'), [broken]];
      expect(rulesOf([created, patch('2', 2), unknown], [row(3, 'a 4')], 'a')).toEqual([]);
    });

    it.each<[string, string, [Operation, Outcome[]][], StoredRow[]]>([
      ['two changes with one version', 'doubled', [created, patch('2', 2), patch('3', 2)], [row(2, 'a 3')]],
      ['a lost change', 'lost', [created, patch('2', 2), patch('3', 3)], [row(2, 'a 2')]],
      ['a change that was made twice', 'lost', [created, patch('2', 2), outdated], [row(3, 'a 2')]],
      ['another last value', 'different', [created, patch('2', 2)], [row(2, 'a 9')]],
    ])('finds %s', (_, rule, steps, stored) => {
      expect(rulesOf(steps, stored, 'a')).toContain(rule);
    });
  });
});
