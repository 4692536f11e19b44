import fc from 'fast-check';
import { document } from './open-api.js';

/** The keywords of JSON Schema that requests in openapi.json use. */
export interface RequestSchema {
  readonly $ref?: string;
  readonly anyOf?: readonly RequestSchema[];
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | null)[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: RequestSchema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, RequestSchema>>;
  readonly xml?: { readonly name: string; readonly namespace?: string };
}

/** Follows a reference. Of several schemas it takes the first. */
export function resolve(schema: RequestSchema): RequestSchema {
  const name = schema.$ref?.replace('#/components/schemas/', '');
  if (name !== undefined) return document.components.schemas[name] as RequestSchema;
  return schema.anyOf?.[0] ? resolve(schema.anyOf[0]) : schema;
}

const typesOf = ({ type = [] }: RequestSchema): readonly string[] => [type].flat();

/** Longer texts would test no more of what a schema says. */
const LONGEST = 40;

/** Values that a schema allows. */
export function valid(given: RequestSchema): fc.Arbitrary<unknown> {
  const schema = resolve(given);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const { minimum = -(2 ** 31), maximum = 2 ** 31 - 1, minLength = 0, maxLength = LONGEST } = schema;
  const ofType: Readonly<Record<string, () => fc.Arbitrary<unknown>>> = {
    null: () => fc.constant(null),
    boolean: () => fc.boolean(),
    integer: () => fc.integer({ min: minimum, max: maximum }),
    string: () => {
      const length = { minLength, maxLength: Math.min(maxLength, LONGEST) };
      return fc.oneof(fc.string({ unit: 'grapheme-ascii', ...length }), fc.string({ unit: 'binary', ...length }));
    },
    array: () => fc.array(valid(schema.items ?? {}), { maxLength: 3 }),
    object: () => members(mapValues(schema.properties ?? {}, valid), schema.required ?? []),
  };
  return fc.oneof(...typesOf(schema).map((type) => ofType[type]?.() ?? fc.constant(null)));
}

/** Objects with all required members; half of them with no others, which services mostly accept. */
export const members = <T>(
  values: Readonly<Record<string, fc.Arbitrary<T>>>,
  required: readonly string[],
): fc.Arbitrary<Record<string, T>> => {
  const least = Object.fromEntries(Object.entries(values).filter(([name]) => required.includes(name)));
  return fc.oneof(fc.record(least), fc.record(values, { requiredKeys: [...required] }));
};

/** JSON values that a schema does not allow: of another type, out of its limits, or with one such member. */
export function invalid(given: RequestSchema): fc.Arbitrary<unknown> {
  const schema = resolve(given);
  const types = typesOf(schema);
  const wrongType = fc.constantFrom(
    ...Object.entries({ string: 'text', integer: 7, boolean: true, array: [['a']], object: { a: 1 } })
      .filter(([type]) => !types.includes(type))
      .map(([, value]) => value),
  );
  const withOne = Object.entries(schema.properties ?? {}).map(([name, member]) =>
    fc.tuple(valid(schema), invalid(member)).map(([object, value]) => ({ ...(object as object), [name]: value })),
  );
  return fc.oneof(wrongType, ...outOfLimits(schema), ...withOne);
}

/** Texts of a query that a schema does not allow. None if it allows every text. */
export function invalidTexts(schema: RequestSchema): fc.Arbitrary<string>[] {
  const types = typesOf(schema);
  const noText = types.includes('integer') || types.includes('boolean') ? [fc.constant('maybe')] : [];
  const items = schema.items ? invalidTexts(schema.items) : [];
  return [...noText, ...items, ...outOfLimits(schema).map((values) => values.map(String))];
}

function outOfLimits({
  enum: allowed,
  minLength = 0,
  maxLength,
  minimum,
  maximum,
}: RequestSchema): fc.Arbitrary<unknown>[] {
  return [
    ...(allowed ? [fc.constant('None of these')] : []),
    ...(maxLength === undefined ? [] : [fc.integer({ min: 1, max: 50 }).map((more) => 'x'.repeat(maxLength + more))]),
    ...(minLength > 0 ? [fc.constant('')] : []),
    ...(minimum === undefined ? [] : [fc.constant(minimum - 1)]),
    ...(maximum === undefined ? [] : [fc.constant(maximum + 1)]),
  ];
}

export const mapValues = <A, B>(values: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
