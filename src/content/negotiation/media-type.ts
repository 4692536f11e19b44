/** A media type without its parameters, in lower case; `undefined` where there is none or it is garbage. */
export function mediaTypeOf(header: string | undefined): string | undefined {
  const type = header?.split(';', 1)[0]?.trim().toLowerCase();
  return type && /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(type) ? type : undefined;
}

/** A parameter of a media type header, unquoted and in lower case. */
export function parameterOf(header: string, name: string): string | undefined {
  for (const part of header.split(';').slice(1)) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim().toLowerCase() === name) {
      return part
        .slice(at + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .toLowerCase();
    }
  }
  return undefined;
}
