import { ValidationError } from '../../../common/errors.js';
import { isObject } from '../../../content/codecs/json.codec.js';

/**
 * @returns The arguments of an action: an empty object without a text.
 * @throws ValidationError if the text is not a JSON object.
 */
export function parseArguments(text: string | null | undefined): Record<string, unknown> {
  if (text === null || text === undefined) return {};
  try {
    const json: unknown = JSON.parse(text);
    if (isObject(json)) return json;
  } catch {
    // the error below says the same
  }
  throw ValidationError.of('InvalidFormat', 'Arguments', `'Arguments' must be a JSON object as text.`);
}
