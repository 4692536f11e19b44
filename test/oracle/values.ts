import fc, { type Arbitrary } from 'fast-check';
import { contractOf, type ContractClass, type MemberType } from '../../src/common/contract/data-contract.js';
import { isNullable } from '../../src/metadata/xsd/xml-schemas.js';

const codePoints = (min: number, max: number): Arbitrary<string> =>
  fc.integer({ min, max }).map((code) => String.fromCodePoint(code));

/** Text that is easily lost or changed. */
const TRICKY =
  '\t|\n|\r|\r\n| |"|\'|&|<|>|]]>|&amp;|&#xD;|<![CDATA[|-->|😀|\u007f|\u0085|\u00a0|\u2028|\ufeff|\ufffd'.split('|');

/** Any text that XML 1.0 can carry. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...TRICKY),
    codePoints(0x20, 0x7e),
    codePoints(0x7f, 0xd7ff),
    codePoints(0xe000, 0xfffd),
    codePoints(0x10000, 0x10ffff),
  ),
});

// JavaScript orders integer-like keys first, and gives some names a special meaning.
const key = fc.oneof(
  { weight: 9, arbitrary: text },
  fc.constantFrom('', '7', '10', '__proto__', 'constructor', '$', '_'),
);

/** The budget for nesting. An object costs one, and a list or dictionary more, because it has several items. */
const DEPTH = 12;
const COLLECTION_COST = 6;

/** Any value of a contract. */
export const valuesOf = (type: ContractClass): Arbitrary<object> => contractValues(type, DEPTH);

const nullable = <T>(values: Arbitrary<T>): Arbitrary<T | null | undefined> =>
  fc.oneof({ weight: 8, arbitrary: values }, fc.constant(null), fc.constant(undefined));

function contractValues(type: ContractClass, depth: number): Arbitrary<object> {
  return fc.record(
    Object.fromEntries(
      contractOf(type).members.map((member) => {
        const values = valuesOfMember(member.type, depth);
        return [member.name, isNullable(member) ? nullable(values) : values];
      }),
    ),
  );
}

/** By type and remaining depth. */
const cache = new Map<MemberType, Arbitrary<unknown>[]>();

/** Cached, because the number of arbitraries for a recursive contract would otherwise grow exponentially. */
function valuesOfMember(type: MemberType, depth: number): Arbitrary<unknown> {
  const byDepth = cache.get(type) ?? [];
  cache.set(type, byDepth);
  return (byDepth[Math.max(depth, 0)] ??= createValues(type, depth));
}

function createValues(type: MemberType, depth: number): Arbitrary<unknown> {
  if (type === 'string') return text;
  if (type === 'bool') return fc.boolean();
  if (type === 'int') return fc.oneof(fc.integer(), fc.constantFrom(0, -1, 2 ** 31 - 1, -(2 ** 31)));
  if (typeof type === 'function') return depth <= 0 ? fc.constant(null) : contractValues(type, depth - 1);
  const inner = 'listOf' in type ? type.listOf : type.dictionaryOf;
  const values = valuesOfMember(inner, depth - COLLECTION_COST);
  const items = typeof inner === 'string' && inner !== 'string' ? values : fc.option(values);
  if ('listOf' in type) return fc.array(items, { maxLength: 3 });
  // Not fc.dictionary, which sets the prototype for the key `__proto__`.
  return fc
    .uniqueArray(fc.tuple(key, items), { selector: ([name]) => name, maxLength: 3 })
    .map((entries) => Object.fromEntries(entries));
}
