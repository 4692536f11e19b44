import { ValidationError } from '../../../common/errors.js';
import { isObject } from '../../../content/codecs/json.codec.js';
import { ambiguityIn } from './ambiguity.js';

/** As for XML (WIRE.md section 3). Much deeper arguments overflow the stack when they are validated or sent. */
const MAX_DEPTH = 32;

/**
 * @returns The arguments of an action: an empty object without a text.
 * @throws ValidationError if the text is not a JSON object that can be sent as its reviewer reads it.
 */
export function parseArguments(text: string | null | undefined): Record<string, unknown> {
  const json = text === null || text === undefined ? {} : parse(text);
  if (!isObject(json)) throw invalid('must be a JSON object as text');
  expectSendable(json, 1);
  const ambiguity = ambiguityIn(text ?? '');
  if (ambiguity !== undefined) throw invalid(ambiguity);
  return json;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function expectSendable(value: unknown, depth: number): void {
  // JSON.stringify writes null for it, which the reviewer did not see.
  if (value === Infinity || value === -Infinity) throw invalid('contains a number that is too large');
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAX_DEPTH) throw invalid(`is nested more than ${MAX_DEPTH} levels deep`);
  for (const item of Object.values(value)) expectSendable(item, depth + 1);
}

const invalid = (problem: string): ValidationError =>
  ValidationError.of('InvalidFormat', 'Arguments', `'Arguments' ${problem}.`);
