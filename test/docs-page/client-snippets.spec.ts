import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compile } from '../support/client-package.js';
import { snippetFolder } from '../support/docs-snippets.js';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: { readonly type: string; readonly examples?: readonly unknown[]; readonly default?: unknown };
}

interface Operation {
  readonly operationId?: string;
  readonly 'x-requires-password'?: true;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, { readonly example?: unknown } | undefined> };
}

interface Sent {
  readonly operationId: string;
  readonly url: string;
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | undefined;
  readonly parameters: readonly Parameter[];
}

const MODULE: string = '../../src/docs/page/snippets/client.js';
const { client } = (await import(MODULE)) as { client: (request: Sent) => string | undefined };

const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.values(methods).map((operation) => ({ path, operation })),
);

const isChange = ({ parameters = [] }: Operation): boolean =>
  parameters.some((each) => each.name === 'Idempotency-Key');

/** A request as the page sends it. @param isFilled Whether the optional parameters have a value. */
function sent(path: string, operation: Operation, isFilled: boolean): Sent {
  const { operationId = '', parameters = [], requestBody } = operation;
  const isJson = requestBody !== undefined;
  const url = new URL(`https://example.org/voice${path.replace(/{\w+}/g, 'an%20id')}`);
  for (const { name, in: place, schema } of parameters) {
    // `reset` has no counterpart in the client, which clears with null.
    const value = schema.examples?.[0] ?? schema.default;
    if (isFilled && place === 'query' && name !== 'reset') url.searchParams.set(name, String(value));
  }
  const headers = parameters
    .filter(({ in: place }) => isFilled && place === 'header')
    .map(({ name }) => [name, '"1-1-json"'] as const);
  return {
    operationId,
    path,
    parameters,
    url: url.href,
    headers: isJson ? [...headers, ['Content-Type', 'application/json']] : headers,
    body: isJson ? JSON.stringify(requestBody.content['application/json']?.example) : undefined,
  };
}

describe('the snippets of the client', () => {
  it('compile for each operation that the client has, with all parameters and with none', async () => {
    const folder = await snippetFolder();
    const without: string[] = [];
    for (const { path, operation } of operations) {
      for (const isFilled of [true, false]) {
        const request = sent(path, operation, isFilled);
        const text = client(request);
        if (text === undefined) {
          without.push(request.operationId);
          continue;
        }
        expect(text).toContain('transport: "https://example.org/voice",');
        if (isFilled && isChange(operation)) expect(text).toContain('"idempotencyKey": ');
        if (path.includes('{')) expect(text).toContain('"an id"');
        writeFileSync(join(folder, `${request.operationId}${isFilled}.ts`), text);
      }
    }
    const others = ['Authenticate', 'GetAIUsageByPost', 'GetAuthStatus', 'GetLiveness', 'GetReadiness', 'Logout'];
    // The client has a key or a token, which these operations refuse.
    const withPassword = operations.filter(({ operation }) => operation['x-requires-password']);
    const refused = withPassword.map(({ operation }) => operation.operationId);
    expect(refused).toContain('CreateApiKey');
    expect([...new Set(without)].sort()).toEqual([...others, ...refused].sort());
    await compile(folder);
  });

  it('are missing where the client has no parameter for a part of the query', () => {
    const patch = operations.find(({ operation }) => operation.operationId === 'PatchAISession');
    if (patch === undefined) throw new Error('There is no PatchAISession.');
    const request = sent(patch.path, patch.operation, false);
    expect(client(request)).toContain('.patch("an id", {');
    expect(client({ ...request, url: `${request.url}?reset=Purpose` })).toBeUndefined();
  });
});
