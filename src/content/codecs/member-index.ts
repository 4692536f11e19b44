import type { Contract, Member } from '../../common/contract/data-contract.js';
import { ValidationError } from '../../common/errors.js';

const indexes = new WeakMap<Contract, Map<string, Member>>();

/** A contract's members by lower-case name, because names match case-insensitively. */
export function membersByName(contract: Contract): ReadonlyMap<string, Member> {
  let index = indexes.get(contract);
  if (!index) {
    index = new Map(contract.members.map((member) => [member.wireName.toLowerCase(), member]));
    indexes.set(contract, index);
  }
  return index;
}

/**
 * The error for a value of the wrong type.
 *
 * @param field The member's path in PascalCase.
 * @param expected Completes "'Field' must be ...".
 */
export const invalidType = (field: string, expected: string): ValidationError =>
  ValidationError.of('InvalidType', field, `'${field}' must be ${expected}.`);

/**
 * The rule for what a request contains twice, in every format: a member is sent once, however its name and its value are
 * spelled. Only the lists of queries and forms do not follow it, because they are sent in parts.
 *
 * @param seen The members that have been read; the member is added to them.
 * @throws ValidationError
 */
export function expectOnce(seen: Set<Member>, member: Member, field: string): void {
  if (seen.has(member)) throw ValidationError.of('Duplicate', field, `'${field}' was sent more than once.`);
  seen.add(member);
}
