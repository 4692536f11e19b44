import type { Contract, MemberType } from '../../common/contract/data-contract.js';
import { SerializationError } from '../../common/errors.js';
import { duplicateMember, invalidType, membersByName } from './member-index.js';

/** The media type of HTML forms, which requests may come in and no answer is written in. */
export const FORM = 'application/x-www-form-urlencoded';

/**
 * Splits `a=b&c=d` as HTML forms and query strings are written.
 *
 * @throws SerializationError where a percent-encoding is broken or not UTF-8.
 */
export function parsePairs(text: string, where = 'body'): [name: string, value: string][] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      try {
        return [decode(name), decode(value)];
      } catch {
        throw new SerializationError(`The ${where} has a percent-encoding that is not UTF-8.`);
      }
    });
}

const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

/** Reads a contract's members from the pairs of a form or a query; names in any case, lists as WIRE.md section 3 has them. */
export function readPairs(pairs: readonly [string, string][], contract: Contract): Record<string, unknown> {
  const members = membersByName(contract);
  const read: Record<string, unknown> = {};
  for (const [name, value] of pairs) {
    const member = members.get(name.toLowerCase());
    if (!member) continue;
    const { type, wireName } = member;
    if (typeof type === 'object' && 'listOf' in type) {
      const items = splitList(value).map((item) => primitive(item, type.listOf, wireName));
      read[member.name] = [...((read[member.name] as unknown[] | undefined) ?? []), ...items];
    } else if (member.name in read) {
      throw duplicateMember(wireName);
    } else {
      read[member.name] = primitive(value, type, wireName);
    }
  }
  return read;
}

/** `a,b` or `[a,b]`. */
const splitList = (value: string): string[] =>
  value
    .replace(/^\[(.*)\]$/s, '$1')
    .split(',')
    .filter((item) => item !== '');

function primitive(text: string, type: MemberType, field: string): unknown {
  if (type === 'string') return text;
  if (type === 'bool') {
    if (/^true$/i.test(text)) return true;
    if (/^false$/i.test(text)) return false;
    throw invalidType(field, 'true or false');
  }
  if (type === 'int') {
    const number = /^[+-]?\d{1,10}$/.test(text) ? Number(text) : NaN;
    if ((number | 0) === number) return number;
    throw invalidType(field, 'a 32-bit whole number');
  }
  throw invalidType(field, 'sent in a JSON or XML body');
}
