import type { Contract, Member, MemberType } from '../../common/contract/data-contract.js';
import { SerializationError } from '../../common/errors.js';
import { expectOnce, invalidType, membersByName } from './member-index.js';
import { FORM_SYNTAX, parseScalar } from './text-scalars.js';

/** The media type of HTML forms. Requests can use it; responses never do. */
export const FORM = 'application/x-www-form-urlencoded';

/**
 * Splits `a=b&c=d`, the syntax of HTML forms and query strings, into decoded pairs.
 *
 * @param where What the text is, for the error message.
 * @throws SerializationError if a percent-encoding is malformed or is not UTF-8.
 */
export function parsePairs(text: string, where = 'body'): [name: string, value: string][] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const separator = pair.indexOf('=');
      const [name, value] = separator < 0 ? [pair, ''] : [pair.slice(0, separator), pair.slice(separator + 1)];
      try {
        return [decode(name), decode(value)];
      } catch {
        throw new SerializationError(`The ${where} has a percent-encoding that is not UTF-8.`);
      }
    });
}

const decode = (text: string): string => (/[%+]/.test(text) ? decodeURIComponent(text.replaceAll('+', ' ')) : text);

/**
 * Reads a contract's members from the pairs of a form or a query string. Names match case-insensitively, and a name with
 * another meaning is ignored. The parts of a list are joined, whichever of the spellings of WIRE.md section 3 each has.
 *
 * @throws ValidationError if a value has the wrong type, or a member that is not a list is sent twice.
 */
export function readPairs(pairs: readonly [string, string][], contract: Contract): Record<string, unknown> {
  const members = membersByName(contract);
  const seen = new Set<Member>();
  const read: Record<string, unknown> = {};
  for (const [name, value] of pairs) {
    const itemName = ITEM_NAME.exec(name)?.[1];
    const member = members.get((itemName ?? name).toLowerCase());
    if (!member) continue;
    const { type, wireName } = member;
    if (typeof type === 'object' && 'listOf' in type) {
      const items = (read[member.name] ??= []) as unknown[];
      const texts = itemName === undefined ? splitList(value, wireName) : [value].filter((item) => item !== '');
      for (const text of texts) items.push(parseMember(text, type.listOf, wireName));
    } else if (itemName === undefined) {
      expectOnce(seen, member, wireName);
      read[member.name] = parseMember(value, type, wireName);
    }
  }
  return read;
}

/** `name[]` or `name[0]`: its value is one item of a list, as axios, jQuery and PHP send it. */
const ITEM_NAME = /^(.*)\[\d*\]$/s;

/** `["a","b"]`, whose items may contain anything; or else `a,b` or `[a,b]`. */
function splitList(value: string, field: string): string[] {
  if (/^\s*\[\s*(?:"|\])/.test(value)) return parseJsonList(value, field);
  return value
    .replace(/^\[(.*)\]$/s, '$1')
    .split(',')
    .filter((item) => item !== '');
}

function parseJsonList(value: string, field: string): string[] {
  let list: unknown;
  try {
    list = JSON.parse(value);
  } catch {
    // handled below
  }
  if (Array.isArray(list) && list.every((item) => typeof item === 'string')) return list;
  throw invalidType(field, 'a list: a,b or ["a","b"]');
}

function parseMember(text: string, type: MemberType, field: string): unknown {
  if (typeof type === 'string') return parseScalar(text, type, field, FORM_SYNTAX);
  throw invalidType(field, 'sent in a JSON or XML body');
}
