/** A module in TypeScript with the package voice-api-client. */

import { contentTypeOf } from './sent-request.js';

/** The method of the client for each operation; its parameters are those of the path, then the rest of the request. */
const METHODS = {
  NewAISession: 'AISessionsClient.create',
  GetAISession: 'AISessionsClient.get',
  ListAISessions: 'AISessionsClient.list',
  PatchAISession: 'AISessionsClient.patch',
  DeleteAISession: 'AISessionsClient.delete',
  NewAISessionAction: 'AISessionsClient.stage',
  GetAISessionAction: 'AISessionsClient.getAction',
  DeleteAISessionAction: 'AISessionsClient.deleteAction',
  ClearAISessionActions: 'AISessionsClient.clearActions',
  ApplyAISession: 'AISessionsClient.apply',
  NewAccount: 'AccountsClient.create',
  GetAccount: 'AccountsClient.get',
  ListAccounts: 'AccountsClient.list',
  PatchAccount: 'AccountsClient.patch',
  DeleteAccount: 'AccountsClient.delete',
  NewAIUsageRecord: 'AIUsageClient.record',
  GetAIUsage: 'AIUsageClient.get',
};

/** The headers that are options of a call. */
const OPTIONS = { 'if-match': 'ifMatch', 'idempotency-key': 'idempotencyKey' };

/** @returns `undefined` if the client has no method for the request, or has none for its format. */
export function client(request) {
  const [clientClass, method] = METHODS[request.operationId]?.split('.') ?? [];
  if (!method || (request.body !== undefined && contentTypeOf(request) !== 'application/json') || request.form) {
    return undefined;
  }
  const options = Object.fromEntries(
    request.headers
      .filter(([name]) => name.toLowerCase() in OPTIONS)
      .map(([name, value]) => [OPTIONS[name.toLowerCase()], value]),
  );
  const values = [...pathValues(request), ...membersOf(request)].map(print);
  if (Object.keys(options).length > 0) values.push(print(options));
  const transport = new URL(request.url).origin;
  return [
    "import { NestFactory } from '@nestjs/core';",
    `import { ${[clientClass, 'AISessionsClientModule'].sort().join(', ')} } from 'voice-api-client';`,
    '',
    'const clientModule = AISessionsClientModule.register({',
    `  transport: '${transport}',`,
    "  credentials: { apiKey: process.env.VOICE_API_KEY ?? '' },",
    '});',
    'const app = await NestFactory.createApplicationContext(clientModule, { logger: false });',
    `console.log(await app.get(${clientClass}).${method}(${values.join(', ')}));`,
    'await app.close();',
  ].join('\n');
}

/** The values of the path parameters, in their order. */
function pathValues({ url, path }) {
  const pattern = new RegExp(`${path.replace(/{\w+}/g, '([^/]+)')}$`);
  const [, ...values] = pattern.exec(new URL(url).pathname) ?? [];
  return values.map(decodeURIComponent);
}

/** The members of the request that are not in the path: the body, or the query with the types of its parameters. */
function membersOf({ body, url, parameters }) {
  if (body !== undefined) return [JSON.parse(body)];
  const query = new URL(url).searchParams;
  const members = parameters
    .filter(({ name, in: place }) => place === 'query' && name !== 'format' && query.has(name))
    .map(({ name, schema }) => [name, convert(query.getAll(name), schema.type)]);
  return members.length > 0 ? [Object.fromEntries(members)] : [];
}

function convert(values, type) {
  if (type === 'array') return values.flatMap((value) => value.split(','));
  if (type === 'integer') return Number(values[0]);
  return type === 'boolean' ? values[0] === 'true' : values[0];
}

const print = (value) => JSON.stringify(value, null, 2);
