import { type Contract, contractOf, type Member, type MemberType } from '../../common/contract/data-contract.js';
import { SerializationError } from '../../common/errors.js';
import { type Codec, withCharset } from './codec.js';
import { listRowsOf } from './list-rows.js';
import { expectOnce, invalidType, membersByName } from './member-index.js';

/** JSON as ServiceStack writes and reads it: camelCase, no null members, case-insensitive names (WIRE.md 3 and 4). */
export const jsonCodec: Codec = {
  name: 'json',
  mediaTypes: ['application/json', 'text/json'],
  problemType: 'application/problem+json',
  contentType: withCharset,
  write: (value, type) => JSON.stringify(toJson(value, type)),
  list: (type) => {
    const { itemType } = listRowsOf({}, type);
    return {
      header: '{"items":[',
      separator: ',',
      items: (items) => items.map((item) => JSON.stringify(toJson(item, itemType))).join(','),
      footer: (summary) => `],${JSON.stringify(toJson(summary, type)).slice(1)}`,
    };
  },
  read: (body, contract) => {
    const json = parseJson(body);
    if (!isObject(json)) throw new SerializationError(`The body must be a JSON object (${contract.name}).`);
    return readMembers(json, contract);
  },
  writeArray: (values, type) => JSON.stringify(values.map((value) => toJson(value, type))),
  readArray: (body, contract) => {
    const json = parseJson(body);
    if (!Array.isArray(json)) throw new SerializationError(`The body must be a JSON array (of ${contract.name}).`);
    return json.map((item, index) => {
      if (!isObject(item)) throw invalidType(`[${index}]`, `an object (${contract.name})`);
      return fromJson(item, contract, `[${index}].`);
    });
  },
};

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new SerializationError(`The body is not valid JSON: ${reasonOf(error as Error)}.`);
  }
}

/** V8's message without its `is not valid JSON`, which ours begins with, and without its quotation of the body. */
const reasonOf = ({ message }: Error): string =>
  message.replace(/(?:, (?:\.\.\.)?".*)? is not valid JSON$/s, '').replace(/ in JSON(?= at )| JSON(?= input$)/, '');

/** Converts a value of a type to what `JSON.stringify` must write for it. */
export function toJson(value: unknown, type: MemberType): unknown {
  if (value === null || value === undefined || typeof type === 'string') return value;
  if (typeof type === 'function') {
    const members = value as Record<string, unknown>;
    const json: Record<string, unknown> = {};
    for (const member of contractOf(type).members) {
      const written = toJson(members[member.name], member.type);
      if (written !== null && written !== undefined) json[member.name] = written;
    }
    return json;
  }
  if ('listOf' in type) return (value as unknown[]).map((item) => toJson(item, type.listOf));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item, type.dictionaryOf)]));
}

/**
 * Reads the members of a contract from a JSON object, and ignores all others.
 *
 * @throws ValidationError if a member has the wrong type, or is sent in two spellings.
 */
export const readMembers = (json: Record<string, unknown>, contract: Contract): Record<string, unknown> =>
  fromJson(json, contract, '');

function fromJson(json: Record<string, unknown>, contract: Contract, path: string): Record<string, unknown> {
  const members = membersByName(contract);
  const seen = new Set<Member>();
  const read: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(json)) {
    const member = members.get(key.toLowerCase());
    if (!member) continue;
    expectOnce(seen, member, path + member.wireName);
    read[member.name] = typed(value, member.type, path + member.wireName);
  }
  return read;
}

function typed(value: unknown, type: MemberType, path: string): unknown {
  if (value === null) return null;
  if (typeof type === 'function') {
    if (!isObject(value)) throw invalidType(path, 'an object');
    return Object.assign(Object.create(type.prototype as object), fromJson(value, contractOf(type), `${path}.`));
  }
  if (typeof type === 'object') {
    if ('listOf' in type) {
      if (!Array.isArray(value)) throw invalidType(path, 'a list');
      return value.map((item, index) => typed(item, type.listOf, `${path}[${index}]`));
    }
    if (!isObject(value)) throw invalidType(path, 'an object');
    const entries = Object.entries(value).map(([key, item]) => [key, typed(item, type.dictionaryOf, `${path}.${key}`)]);
    return Object.fromEntries(entries) as unknown;
  }
  if (type === 'string' && typeof value === 'string') return value;
  if (type === 'bool' && typeof value === 'boolean') return value;
  if (type === 'int' && typeof value === 'number' && isInt32(value)) return value;
  throw invalidType(path, { string: 'a string', bool: 'true or false', int: 'a 32-bit whole number' }[type]);
}

/** .NET's `int`. */
const isInt32 = (value: number): boolean => (value | 0) === value;

/** Whether a JSON value is an object: neither null nor a list. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
