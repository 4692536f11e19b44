/** Calls of the public API with the cookie of the sign-in. */

/** The address of the service, also behind a proxy's path prefix: this file is two levels below it. */
const ROOT = new URL('../../', import.meta.url);

/** An answer that is an error, or no answer. */
export class ApiError extends Error {
  /** @param status 0 if there was no answer. */
  constructor({ status, code, message, fields = [], requestId, retryAfterSeconds }) {
    super(message);
    Object.assign(this, { status, code, fields, requestId, retryAfterSeconds });
  }
}

/**
 * Calls an operation.
 *
 * @param path Relative: `ai/sessions`. Build it with `pathOf` if it contains ids.
 * @param options.query Lists become JSON, which carries any id. `undefined` and empty values are left out.
 * @param options.isBackground Whether the user has not asked for it: then a sign-in that has ended is not mentioned.
 * @returns The value in the answer, its `ETag`, and the query of the next page if there is one.
 * @throws ApiError
 */
export async function call(method, path, { query = {}, body, etag, key, signal, isBackground = false } = {}) {
  const url = new URL(path, ROOT);
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '' || value.length === 0) continue;
    url.searchParams.set(name, Array.isArray(value) ? JSON.stringify(value) : value);
  }
  const headers = {
    Accept: 'application/json',
    // A 401 has no Basic challenge then, for which the browser would open its own dialog.
    'X-Requested-With': 'XMLHttpRequest',
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
    ...(etag && { 'If-Match': etag }),
    ...(key && { 'Idempotency-Key': key }),
  };
  const response = await send(url, {
    method,
    headers,
    signal,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text().catch(() => '');
  if (response.status === 401 && !isBackground) document.dispatchEvent(new Event('unauthorized'));
  if (!response.ok) throw errorOf(response, text);
  return {
    value: text === '' ? undefined : JSON.parse(text),
    etag: response.headers.get('etag'),
    next: nextOf(response),
  };
}

/** Whether an id can be in a path: a browser resolves these two, encoded or not. */
export const fitsPath = (id) => id !== '.' && id !== '..';

/** A path with ids in it, which `fitsPath`. A dot stays part of its id, where it would begin the name of a format. */
export const pathOf = ([first, ...rest], ...ids) =>
  ids.reduce((path, id, at) => path + encodeURIComponent(id).replaceAll('.', '%2E') + rest[at], first);

/** A key by which the service recognises a repeated request. Not `randomUUID`, which exists only with HTTPS. */
export const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join('-');

async function send(url, options) {
  try {
    return await fetch(url, { credentials: 'same-origin', redirect: 'error', ...options });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError({ status: 0, code: 'NoAnswer', message: 'The service did not answer.' });
  }
}

function errorOf(response, text) {
  const { responseStatus = {} } = parsed(text);
  return new ApiError({
    status: response.status,
    code: responseStatus.errorCode ?? response.statusText,
    message: responseStatus.message ?? 'The service answered with an error.',
    fields: responseStatus.errors,
    requestId: response.headers.get('x-request-id'),
    retryAfterSeconds: Number(response.headers.get('retry-after')) || undefined,
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {}; // not from the service, but from a proxy before it
  }
}

/** Of the next page only the query counts: a proxy can have changed the path. */
function nextOf({ headers, url }) {
  const link = /<([^>]*)>;\s*rel="next"/.exec(headers.get('link') ?? '')?.[1];
  return link && Object.fromEntries(new URL(link, url).searchParams);
}
