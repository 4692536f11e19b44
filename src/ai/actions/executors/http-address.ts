/** An HTTP address, with its credentials apart: fetch accepts none in a URL. */
export interface HttpAddress {
  readonly url: string;
  /** `Authorization`, if the address has a user name or a password. */
  readonly headers: Readonly<Record<string, string>>;
}

/** @param text An address, with `USER:PASSWORD@` or without. */
export function httpAddress(text: string): HttpAddress {
  const url = new URL(text);
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = url.password = '';
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return { url: url.href, headers: credentials === ':' ? {} : { authorization } };
}

/** Why fetch failed, without the address: its path or query may be secret. */
export function fetchFailure(error: unknown): string {
  const { cause, message } = error as Error;
  const { message: reason, code } = (cause ?? {}) as NodeJS.ErrnoException;
  // For a host with several addresses the reason is in the code alone.
  return reason || code || message;
}
