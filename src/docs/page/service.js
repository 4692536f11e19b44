/** What leads from the page to the root of the service: nothing from /docs, `../` from /docs/. */
export const rootPath = '../'.repeat(/\/*$/.exec(document.location.pathname)[0].length);

/**
 * Says that a request is from a script, so that a 401 has no Basic challenge and the browser opens no dialog of its own. Over
 * plain HTTP browsers send no `Sec-Fetch-Dest`, which says the same.
 */
export const scriptHeader = { 'X-Requested-With': 'XMLHttpRequest' };

/**
 * Calls the service.
 *
 * @param path Without a slash at the beginning.
 * @returns The response, and its body, parsed if it is JSON.
 * @throws Error with a message for the user, if there is no response.
 */
export async function call(path, { method = 'GET', headers = {}, body } = {}) {
  const response = await fetch(rootPath + path, {
    method,
    headers: {
      Accept: 'application/json',
      ...scriptHeader,
      ...(body && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: body && JSON.stringify(body),
  }).catch(() => {
    throw new Error('The service does not answer. Check that it runs and that you are connected, then try again.');
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type'));
  return { response, body: isJson ? JSON.parse(text) : text };
}

/** What an error response says, and how long to wait if it says so. */
export function errorText({ response, body }) {
  const message = body?.responseStatus?.message ?? `The service answered ${response.status} ${response.statusText}.`;
  const seconds = response.headers.get('retry-after');
  return seconds ? `${message} Try again in ${seconds} s.` : message;
}
