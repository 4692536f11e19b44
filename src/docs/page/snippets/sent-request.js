/**
 * What the snippets are made from.
 *
 * @typedef {object} SentRequest
 * @property {string} method In upper case.
 * @property {string} url
 * @property {[name: string, value: string][]} headers Without credentials, and without the page's own `X-Requested-With`.
 * @property {string | undefined} body
 * @property {[name: string, value: string][] | undefined} form The fields of a multipart body, instead of `body`.
 * @property {'key' | 'password' | 'none'} credentials
 * @property {string} userName If it is authenticated by a password.
 * @property {string} operationId
 * @property {object[]} parameters Those of the OpenAPI operation.
 * @property {string} path The path template of the OpenAPI operation.
 */

/** @returns {SentRequest} A request as Swagger UI sent it, without its secrets. */
export function sentRequest({ method, url, headers = {}, body }, operation, path, { kind, userName = '' }) {
  const isForm = typeof body?.entries === 'function'; // FormData, or a map of Swagger UI's
  const isHidden = (name) => /^(authorization|x-api-key|cookie|x-requested-with)$/i.test(name);
  return {
    method: method.toUpperCase(),
    url,
    headers: Object.entries(headers).filter(
      ([name]) => !isHidden(name) && !(isForm && /^content-type$/i.test(name)), // a library writes the boundary
    ),
    body: isForm ? undefined : body,
    form: isForm ? [...body.entries()].map(([name, value]) => [name, String(value)]) : undefined,
    credentials: kind,
    userName,
    operationId: operation.operationId,
    parameters: operation.parameters ?? [],
    path,
  };
}

/** The content type of a request, or `undefined`. */
export const contentTypeOf = ({ headers }) => headers.find(([name]) => /^content-type$/i.test(name))?.[1];
