import type { ContractClass, Member } from '../../src/common/contract/data-contract.js';

let freshCount = 0;
/** A text that nothing else in this file has. Parts of it are not found in another. */
export const freshText = (what = 'text'): string => `${what} ${++freshCount}.`;

/** The limits of a member in the metadata of Nest's Swagger module, where `@DataMember()` writes them. */
interface Limits {
  readonly maxLength?: number;
  /** Only of members that are required. */
  readonly minLength?: number;
  readonly minimum?: number;
  readonly enum?: readonly string[];
}

export const limitsOf = (type: ContractClass, { name }: Member): Limits =>
  Reflect.getMetadata('swagger/apiModelProperties', type.prototype as object, name) as Limits;

/** @returns A function that gives another value within the limits of a member with every call. */
export function newValues({ name, type }: Member, { maxLength, minimum = 0, enum: choices }: Limits): () => unknown {
  let count = 0;
  return () => {
    count++;
    if (choices) return choices[count % choices.length];
    if (type === 'bool') return count % 2 === 0;
    if (type === 'int') return minimum + count;
    const text = freshText(name);
    return text.length > (maxLength ?? Infinity) ? freshCount.toString(36) : text;
  };
}
