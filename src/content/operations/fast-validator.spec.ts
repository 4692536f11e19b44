import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { validateSync } from 'class-validator';
import { DataContract, listOf } from '../../common/contract/data-contract.js';
import { DataMember } from '../../common/contract/data-member.js';
import { fastValidate } from './fast-validator.js';

@DataContract('Test')
class Simple {
  @DataMember('string', { maximumLength: 3, notEmpty: true })
  name?: string | null;

  @DataMember('string', { oneOf: ['a', 'b'] })
  choice?: string | null;

  @DataMember('int', { between: [1, 5] })
  count?: number | null;

  @DataMember('bool')
  isOn?: boolean | null;
}

@DataContract('Test')
class Composed {
  @DataMember(Simple)
  one?: Simple | null;

  @DataMember(listOf('string'), { maximumLength: 3 })
  names?: string[] | null;
}

const create = <T extends object>(type: new () => T, members: object): T => Object.assign(new type(), members);

describe('fastValidate', () => {
  it('agrees with class-validator for all values of simple members', () => {
    const text = fc.option(fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom('a', 'B', '\u0000', ' ')));
    const members = fc.record(
      { name: text, choice: text, count: fc.option(fc.integer({ min: -1, max: 7 })), isOn: fc.option(fc.boolean()) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(members, (values) => {
        const request = create(Simple, values);
        expect(fastValidate(request)).toBe(validateSync(request).length === 0);
      }),
      { numRuns: 500 },
    );
  });

  it('returns false for lists and nested contracts, which class-validator must check', () => {
    expect(fastValidate(create(Composed, {}))).toBe(true);
    expect(fastValidate(create(Composed, { names: ['abc'] }))).toBe(false);
    expect(fastValidate(create(Composed, { one: create(Simple, { name: 'ok' }) }))).toBe(false);
  });

  it('returns false for an object without rules, which class-validator rejects', () => {
    expect(fastValidate({})).toBe(false);
  });
});
