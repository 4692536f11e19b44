/** A string, with the colon after it if it is the name of a member; the limits of an object; a number. */
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}]|-?\d[\d.eE+-]*/g;

/**
 * Finds what a reader of JSON does not see as `JSON.parse` reads it: of members with one name the last one counts, and
 * long integers are rounded.
 *
 * @param text Valid JSON, whose numbers are finite.
 * @returns What is wrong; undefined if nothing is.
 */
export function ambiguityIn(text: string): string | undefined {
  const objects: Set<string>[] = [];
  for (const [token, name, colon] of text.matchAll(TOKEN)) {
    if (token === '{') objects.push(new Set());
    else if (token === '}') objects.pop();
    else if (name === undefined) {
      if (isRounded(token)) return `contains the integer ${token}, which is too long to be read exactly`;
    } else if (colon !== undefined) {
      const names = objects.at(-1);
      const parsed = JSON.parse(name) as string; // names can be written with escapes
      if (names?.has(parsed)) return `has the member ${JSON.stringify(parsed)} twice`;
      names?.add(parsed);
    }
  }
  return undefined;
}

const isRounded = (number: string): boolean => /^-?\d+$/.test(number) && BigInt(number) !== BigInt(Number(number));
