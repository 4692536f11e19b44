import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { basic, PASSWORD, startedDatabase } from './support/app.js';
import { document, type OpenApiDocument, operations, type OperationObject } from './support/open-api.js';
import { ServiceProcess } from './support/service-process.js';
import type { TestDatabase } from './support/test-database.js';

/** Sends the examples of the document as a person at the page does. Only the built output has all texts. */
describe('the OpenAPI document that is served', () => {
  let service: ServiceProcess;
  let database: TestDatabase;
  let served: OpenApiDocument;
  let text: string;
  beforeAll(async () => {
    database = await startedDatabase();
    service = await ServiceProcess.start({ DATABASE_URL: database.url });
    const response = await fetch(`${service.url}/openapi.json`);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    text = await response.text();
    served = JSON.parse(text) as OpenApiDocument;
  });
  afterAll(async () => {
    await service.end('SIGTERM');
    await database.drop();
  });

  it('is the committed one, with the Demo account in its examples', async () => {
    const [demo] = await database.query<{ id: string }>('SELECT id FROM accounts');
    const [example] = exampleOf(document, 'GetAccount');
    expect(exampleOf(served, 'GetAccount')).toEqual([demo?.id]);
    expect(JSON.parse(text.replaceAll(String(demo?.id), String(example)))).toEqual(document);
  });

  it('is also served as YAML', async () => {
    const response = await fetch(`${service.url}/openapi.yaml`);
    expect(response.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
    expect(parse(await response.text())).toEqual(served);
  });

  it.each(operations.filter(({ operation }) => !operation.operationId.startsWith('Delete')))(
    'has examples that work unchanged, in every format: $operation.operationId',
    async ({ path, method }) => {
      const operation = served.paths[path]?.[method.toLowerCase()] as OperationObject;
      const bodies = Object.entries(operation.requestBody?.content ?? { '': { example: undefined } });
      const [success = ''] = Object.keys(operation.responses);
      const answers = operation.responses[success];
      const types = answers && 'content' in answers ? Object.keys(answers.content ?? {}) : [];
      for (const [contentType, { example }] of bodies) {
        for (const accept of types) {
          const answer = await send(method, await filledIn(path, operation), contentType, accept, example);
          const taken = NAME_IS_TAKEN[operation.operationId];
          expect([Number(success), ...(taken ? [taken.status] : [])]).toContain(answer.status);
          if (answer.status === taken?.status) expect(answer.text).toContain(taken.message);
          if (answer.status < 400) expect(answer.headers.get('content-type')?.split(';', 1)).toEqual([accept]);
        }
      }
    },
  );

  it('has examples that do not rename the Demo account, which the next start finds by name', () => {
    const { requestBody } = served.paths['/accounts/{accountId}']?.patch as OperationObject;
    expect(requestBody?.content['application/json']?.example).toEqual({ name: 'Demo account' });
  });

  /** The path with the examples of its parameters. Only the Demo account exists; other rows are created first. */
  async function filledIn(path: string, { parameters }: OperationObject): Promise<string> {
    let filled = path;
    for (const { name, example } of parameters.filter((parameter) => parameter.in === 'path')) {
      const [listPath = ''] = filled.split(`/{${name}}`, 1);
      filled = filled.replace(`{${name}}`, name === 'accountId' ? String(example) : await newRow(path, listPath));
    }
    return filled;
  }

  /**
   * Creates a row from the example, and returns its id.
   *
   * @param itemPath The path of an operation on the row.
   * @param path The path of the list, with the ids of the rows that the row belongs to.
   */
  async function newRow(itemPath: string, path: string): Promise<string> {
    const listPath = Object.keys(served.paths).find(
      (each) => itemPath.startsWith(`${each}/{`) && each.split('/').length === path.split('/').length,
    );
    const { requestBody } = served.paths[listPath ?? '']?.post as OperationObject;
    const example = requestBody?.content['application/json']?.example;
    const unique = path === '/auth/users' ? { ...(example as object), userName: `ada ${++userCount}` } : example;
    const answer = await send('POST', path, 'application/json', 'application/json', unique);
    return (JSON.parse(answer.text) as { id: string }).id;
  }

  async function send(method: string, path: string, contentType: string, accept: string, example: unknown) {
    const body =
      example === undefined ? undefined : typeof example === 'string' ? example : encoded(example, contentType);
    const headers = {
      accept,
      authorization: basic('admin', PASSWORD),
      ...(body !== undefined && {
        'content-type': contentType === MULTIPART ? `${MULTIPART}; boundary=b` : contentType,
      }),
    };
    return service.call(method, path, { headers, body });
  }
});

/** The answers to an example that was used before, where names are unique. */
const NAME_IS_TAKEN: Readonly<Record<string, { readonly status: number; readonly message: string } | undefined>> = {
  NewAccount: { status: 409, message: 'There is an account named' },
  CreateUser: { status: 400, message: 'already exists' },
};

let userCount = 0;

const MULTIPART = 'multipart/form-data';

function encoded(example: unknown, contentType: string): string {
  if (contentType.endsWith('json')) return JSON.stringify(example);
  const pairs = Object.entries(example as object).map(([name, value]): [string, string] => [name, String(value)]);
  if (contentType !== MULTIPART) return new URLSearchParams(pairs).toString();
  const parts = pairs.map(
    ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--b--\r\n`;
}

/** The examples of an operation's required parameters. */
function exampleOf({ paths }: OpenApiDocument, operationId: string): unknown[] {
  const found = Object.values(paths).flatMap((verbs) => Object.values(verbs));
  const operation = found.find((one) => one.operationId === operationId);
  return (operation?.parameters ?? []).filter(({ required }) => required).map(({ example }) => example);
}
