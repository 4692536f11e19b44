import { codecs } from '../../src/content/codecs/codecs.js';
import {
  contractOfAnswer,
  document,
  type Documented,
  mistakeIn,
  operations,
  ownType,
  responseOf,
  type ResponseObject,
  valueOf,
} from './open-api.js';

/** A request and its response. */
export interface Exchange {
  readonly method: string;
  /** Includes the query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The headers that Node, Fastify and Nest's security headers add to every response. */
const OF_EVERY_ANSWER =
  /^(access-control-.*|date|connection|keep-alive|content-(length|type|security-policy)|transfer-encoding|cross-origin-.*|origin-agent-cluster|referrer-policy|strict-transport-security|x-(content-type-options|dns-prefetch-control|download-options|frame-options|permitted-cross-domain-policies|xss-protection))$/;

/** The docs, the metadata, the console and the references for clients, which are not operations. */
const DOCS =
  /^\/(docs(\/.*)?|console(\/.*)?|(\w+\/)?metadata|metadata\/app\.json|xsd\/\d+|types(\/.*)?|openapi(-json-only)?\.(json|yaml))?$/i;

const [anError] = Object.values(document.components.responses);

/** @throws Error if openapi.json does not document the status, media type, headers or body of a response. */
export function expectDocumented(exchange: Exchange): void {
  const mistake = mistakeOf(exchange);
  if (mistake === undefined) return;
  const { method, path, status } = exchange;
  throw new Error(
    `openapi.json does not document this response: ${method} ${path.slice(0, 200)}, ${status}: ${mistake}. ` +
      'If a contract or a route has changed, run `npm run openapi`.',
  );
}

function mistakeOf(exchange: Exchange): string | undefined {
  const { status, path, method } = exchange;
  const route = (path.split('?', 1)[0] ?? '').replace(/\/{2,}/g, '/').replace(/\/$/, '') || '/';
  if (DOCS.test(route)) return undefined;
  const found = operationAt(method === 'HEAD' ? 'GET' : method, route);
  const documented = found && responseOf(found.operation, status);
  // Errors before the operation is known, and statuses that ServiceStack's routes add to an operation.
  if (!documented && status >= 400 && (!found?.isOwn || [405, 408, 417, 431].includes(status))) {
    return anError && mistakeInBody(exchange, '', anError);
  }
  if (!documented) return 'the status';
  return mistakeInHeaders(exchange, documented) ?? mistakeInBody(exchange, found.operation.operationId, documented);
}

function mistakeInHeaders({ headers }: Exchange, { headers: documented = {} }: ResponseObject): string | undefined {
  const missing = Object.entries(documented)
    .filter(([name, header]) => ('$ref' in header ? document.components.headers[name] : header)?.required)
    .find(([name]) => !headers.has(name))?.[0];
  if (missing) return `the header ${missing} is missing`;
  const names = new Set(Object.keys(documented).map((name) => name.toLowerCase()));
  const unknown = [...headers.keys()].find((name) => !OF_EVERY_ANSWER.test(name) && !names.has(name));
  return unknown && `the header ${unknown}`;
}

function mistakeInBody(exchange: Exchange, operationId: string, { content }: ResponseObject): string | undefined {
  const { method, status, text } = exchange;
  const contentType = exchange.headers.get('content-type');
  if (!content) return text === '' && contentType === null ? undefined : 'a body';
  const mediaType = ownType((contentType ?? '').split(';', 1)[0] ?? '');
  const documented = content[mediaType];
  if (!documented) return `the media type ${contentType}`;
  if (method === 'HEAD') return undefined;
  return mistakeIn(valueOf(text, mediaType, contractOfAnswer(operationId, status, mediaType)), documented.schema);
}

const patterns = operations.map((found) => ({
  ...found,
  pattern: new RegExp(`^${found.path.replaceAll('.', '\\.').replace(/{\w+}/g, '[^/]+')}$`, 'i'),
}));
const FORMATS = codecs.map(({ name }) => name).join('|');
const BY_NAME = new RegExp(`^/(?:api|(?:${FORMATS})/reply)/(\\w+)(?:\\.(?:${FORMATS}))?$`, 'i');
const SUFFIX = new RegExp(`\\.(?:${FORMATS})$`);

/** ServiceStack's alternative routes, which the document mentions only in texts. */
const SECOND: Readonly<Record<string, string>> = {
  'POST /auth': 'Authenticate',
  'GET /auth': 'Authenticate',
  'DELETE /auth': 'Authenticate',
  'GET /auth/credentials': 'Authenticate',
  'GET /auth/logout': 'Logout',
};

/** The operation at a route; not `isOwn` if the document mentions the route only in texts. */
function operationAt(method: string, route: string): (Documented & { isOwn: boolean }) | undefined {
  const plain = route.replace(SUFFIX, '');
  const name = SECOND[`${method} ${plain}`] ?? BY_NAME.exec(route)?.[1];
  const named = operations.find(({ operation }) => operation.operationId.toLowerCase() === name?.toLowerCase());
  if (named) return { ...named, isOwn: false };
  const at = (path: string) => patterns.find((found) => found.method === method && found.pattern.test(path));
  const own = at(plain) ?? at(route);
  return own && { ...own, isOwn: true };
}
