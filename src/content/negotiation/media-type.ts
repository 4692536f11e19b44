/** @returns The media type of a header without its parameters, in lower case; `undefined` if it is missing or malformed. */
export function mediaTypeOf(header: string | undefined): string | undefined {
  const type = header?.split(';', 1)[0]?.trim().toLowerCase();
  return type && /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(type) ? type : undefined;
}

/** @returns The value of a parameter in a media type header, unquoted and in lower case. */
export function parameterOf(header: string, name: string): string | undefined {
  for (const parameter of header.split(';').slice(1)) {
    const equals = parameter.indexOf('=');
    if (equals > 0 && parameter.slice(0, equals).trim().toLowerCase() === name) {
      return parameter
        .slice(equals + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .toLowerCase();
    }
  }
  return undefined;
}
