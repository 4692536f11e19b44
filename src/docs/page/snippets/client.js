/** A module in TypeScript with the package voice-api-client. */

import { contentTypeOf } from './sent-request.js';

/**
 * The method of the client for each operation, and what it takes before its options: the values of the path parameters one by
 * one (`path`), an object of all other members (`members`), or an object of both (`all`).
 */
const METHODS = {
  NewAISession: ['AISessionsClient', 'create', 'members'],
  GetAISession: ['AISessionsClient', 'get', 'path'],
  ListAISessions: ['AISessionsClient', 'list', 'members'],
  PatchAISession: ['AISessionsClient', 'patch', 'path', 'members'],
  DeleteAISession: ['AISessionsClient', 'delete', 'path'],
  NewAISessionAction: ['AISessionsClient', 'stage', 'path', 'members'],
  GetAISessionAction: ['AISessionsClient', 'getAction', 'path'],
  ListAISessionActions: ['AISessionsClient', 'listActions', 'all'],
  DeleteAISessionAction: ['AISessionsClient', 'deleteAction', 'path'],
  ClearAISessionActions: ['AISessionsClient', 'clearActions', 'path'],
  ApplyAISession: ['AISessionsClient', 'apply', 'path'],
  NewAccount: ['AccountsClient', 'create', 'members'],
  GetAccount: ['AccountsClient', 'get', 'path'],
  ListAccounts: ['AccountsClient', 'list', 'members'],
  PatchAccount: ['AccountsClient', 'patch', 'path', 'members'],
  DeleteAccount: ['AccountsClient', 'delete', 'path'],
  NewAIUsageRecord: ['AIUsageClient', 'record', 'members'],
  GetAIUsage: ['AIUsageClient', 'get', 'members'],
};

/** The headers that are options of a call. */
const OPTIONS = { 'if-match': 'ifMatch', 'idempotency-key': 'idempotencyKey' };

/** @returns `undefined` if the client has no method for the request, or has none for its format or its query. */
export function client(request) {
  const { body, form, operationId } = request;
  const [clientClass, method, ...takes] = METHODS[operationId] ?? [];
  if (!method || form || (body !== undefined && contentTypeOf(request) !== 'application/json')) return undefined;
  const query = queryMembers(request);
  if (body !== undefined && Object.keys(query).length > 0) return undefined; // `reset`: the client clears with null
  const options = Object.fromEntries(
    request.headers
      .filter(([name]) => name.toLowerCase() in OPTIONS)
      .map(([name, value]) => [OPTIONS[name.toLowerCase()], value]),
  );
  const { transport, path } = splitAddress(request);
  const members = body === undefined ? query : JSON.parse(body);
  const taken = { path: Object.values(path), members: [members], all: [{ ...path, ...members }] };
  const values = takes.flatMap((kind) => taken[kind]);
  if (Object.keys(options).length > 0) values.push(options);
  return [
    "import { NestFactory } from '@nestjs/core';",
    `import { ${[clientClass, 'AISessionsClientModule'].sort().join(', ')} } from 'voice-api-client';`,
    '',
    'const clientModule = AISessionsClientModule.register({',
    `  transport: ${print(transport)},`,
    "  credentials: { apiKey: process.env.VOICE_API_KEY ?? '' },",
    '});',
    'const app = await NestFactory.createApplicationContext(clientModule, { logger: false });',
    `console.log(await app.get(${clientClass}).${method}(${values.map(print).join(', ')}));`,
    'await app.close();',
  ].join('\n');
}

/** The address of the service, which may have a proxy's path prefix, and the path parameters in their order. */
function splitAddress({ url, path }) {
  const { origin, pathname } = new URL(url);
  const match = new RegExp(`${path.replace(/{(\w+)}/g, '(?<$1>[^/]+)')}$`).exec(pathname);
  const parameters = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
  return { transport: origin + pathname.slice(0, match.index), path: Object.fromEntries(parameters) };
}

/** The query, with the types of its parameters. */
function queryMembers({ url, parameters }) {
  const query = new URL(url).searchParams;
  const members = parameters
    .filter(({ name, in: place }) => place === 'query' && name !== 'format' && query.has(name))
    .map(({ name, schema }) => [name, convert(query.getAll(name), schema.type)]);
  return Object.fromEntries(members);
}

function convert(values, type) {
  if (type === 'array') return values.flatMap((value) => value.split(','));
  if (type === 'integer') return Number(values[0]);
  return type === 'boolean' ? values[0] === 'true' : values[0];
}

const print = (value) => JSON.stringify(value, null, 2);
