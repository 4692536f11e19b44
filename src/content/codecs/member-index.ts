import type { Contract, Member } from '../../common/contract/data-contract.js';
import { ValidationError } from '../../common/errors.js';

const indexes = new WeakMap<Contract, Map<string, Member>>();

/** A contract's members by their names in lower case, since names match in any case. */
export function membersByName(contract: Contract): ReadonlyMap<string, Member> {
  let index = indexes.get(contract);
  if (!index) {
    index = new Map(contract.members.map((member) => [member.wireName.toLowerCase(), member]));
    indexes.set(contract, index);
  }
  return index;
}

/** A value that is not of its member's type. */
export const invalidType = (field: string, expected: string): ValidationError =>
  ValidationError.of('InvalidType', field, `'${field}' must be ${expected}.`);

/** A member that was sent twice. */
export const duplicateMember = (field: string): ValidationError =>
  ValidationError.of('Duplicate', field, `'${field}' was sent more than once.`);
