import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import '../src/app.module.js';
import { Role } from '../src/auth/principal.js';
import { operationNamed } from '../src/content/operations/operation.decorator.js';
import {
  contractOfAnswer,
  document,
  type MediaTypeObject,
  mistakeIn,
  operations,
  responseOf,
  valueOf,
} from './support/open-api.js';
import { resources } from './support/resources.js';

const XML = 'http://schemas.datacontract.org/2004/07/';

/** The examples of a body in one media type. */
const examplesOf = ({ example, examples }: MediaTypeObject): unknown[] =>
  examples ? Object.values(examples).map(({ value }) => value) : [example];

describe('the OpenAPI document', () => {
  const named = operations.map((found) => [found.operation.operationId, found] as const);
  const ofSessions = operations.find(({ operation }) => operation.operationId === 'NewAISession')?.operation;

  it('has the version of the service', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect([document.openapi, document.info.version]).toEqual(['3.1.0', version]);
  });

  it('names whom to contact, and no route that a generator could not call', () => {
    expect(document.info.contact?.name).toMatch(/\w/);
    for (const path of Object.keys(document.paths)) expect(path).toMatch(/^(\/([a-z]+|{[a-zA-Z]+}))+$/);
    expect(document.info.description).toContain('`POST /api/NewAISession[]`');
    expect(document.info.description).toContain('`/json/oneway/NewAISession`');
  });

  /** What generators derive from the name of an operation: oapi-codegen, openapi-generator, hey-api, orval, NSwag. */
  const DERIVED =
    /^(responses?|requests?|(json|formdata|multipart)?(request)?body|params?|data|errors?|result|args?)$/i;

  it('has no schema with a name that a generator derives from another name', () => {
    const { schemas, responses } = document.components;
    const names = Object.keys(schemas);
    const ofOperations = named.flatMap(([name]) =>
      names.filter(
        (schema) => schema.toLowerCase().startsWith(name.toLowerCase()) && DERIVED.test(schema.slice(name.length)),
      ),
    );
    // openapi-generator names the constructors of Go so.
    const constructors = names.filter((name) => names.includes(`New${name}`));
    expect([ofOperations, constructors]).toEqual([[], []]);
    // oapi-codegen makes a type of each response too, and file names ignore case.
    const types = [...names, ...Object.keys(responses)].map((name) => name.toLowerCase());
    expect(new Set(types).size).toBe(types.length);
    expect(schemas.AuthenticationResult?.xml).toMatchObject({ name: 'AuthenticateResponse' });
  });

  it('has every operation of the service', () => {
    const ofResources = resources.flatMap(({ operations: names }) => Object.values(names));
    expect(named.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        ...['Authenticate', 'GetAuthStatus', 'GetLiveness', 'GetReadiness', 'Logout'],
        ...['CreateUser', 'ListUsers', 'GetUser', 'PatchUser', 'DeleteUser'],
        ...['CreateApiKey', 'ListApiKeys', 'DeleteApiKey'],
        ...['GetAIUsage', 'GetAIUsageByPost', 'NewAIUsageRecord'],
        ...ofResources,
      ]),
    );
  });

  it.each(named)('describes %s, its parameters and its responses', (_, { operation }) => {
    expect([operation.summary, operation.description, ...operation.tags].every((text) => text.length > 3)).toBe(true);
    for (const { description, example, required, schema } of operation.parameters) {
      expect(description).toMatch(/\w/);
      // The Swagger UI would send the example of an optional parameter.
      expect([example !== undefined, schema.examples !== undefined || 'default' in schema]).toEqual([
        required,
        !required,
      ]);
    }
    const statuses = Object.keys(operation.responses);
    expect(statuses).toEqual(expect.arrayContaining(['400', '414', '500', '503']));
    const isGuarded = operation['x-required-role'] !== undefined;
    expect(statuses.includes('401') && statuses.includes('403') && statuses.includes('429')).toBe(
      isGuarded || operation.operationId === 'Authenticate',
    );
  });

  it.each(named)('has examples for %s that match their schemas', (name, { operation }) => {
    const request = operationNamed(name)?.request;
    for (const [mediaType, content] of Object.entries(operation.requestBody?.content ?? {})) {
      for (const example of examplesOf(content)) {
        expect(mistakeIn(valueOf(example, mediaType, request), content.schema)).toBeUndefined();
      }
    }
    for (const { schema, example } of operation.parameters) {
      const examples = example === undefined ? (schema.examples ?? []) : [example];
      for (const value of examples) expect(mistakeIn(value, schema)).toBeUndefined();
    }
    for (const status of Object.keys(operation.responses)) {
      const { content = {} } = responseOf(operation, status) ?? {};
      for (const [mediaType, body] of Object.entries(content)) {
        for (const example of examplesOf(body).filter((value) => value !== undefined)) {
          const contract = contractOfAnswer(name, Number(status), mediaType);
          expect(mistakeIn(valueOf(example, mediaType, contract), body.schema)).toBeUndefined();
        }
      }
    }
  });

  it('has requests in JSON, XML and forms, and responses in every format', () => {
    const types = (body?: { content?: object }): string[] => Object.keys(body?.content ?? {});
    expect(types(ofSessions?.requestBody)).toEqual([
      'application/json',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
    ]);
    const answers = ofSessions && [200, 400].map((status) => types(responseOf(ofSessions, status)));
    expect(answers).toEqual([
      ['application/json', 'application/xml', 'text/csv', 'application/jsonl'],
      ['application/json', 'application/problem+json', 'application/xml', 'application/problem+xml'],
    ]);
  });

  it('has no actions in the example of a session that cannot have any', () => {
    const membersOf = (id: string): string[] => {
      const found = operations.find(({ operation }) => operation.operationId === id)?.operation;
      const { example } = (found && responseOf(found, 200)?.content?.['application/json']) ?? {};
      return Object.keys(example as object);
    };
    expect(membersOf('GetAISession')).toContain('actions');
    for (const id of ['NewAISession', 'ClearAISessionActions']) expect(membersOf(id)).not.toContain('actions');
    expect(membersOf('NewAISession')).not.toContain('log');
  });

  it('has the role, the authentication schemes, the headers and the links of an operation', () => {
    expect(ofSessions).toMatchObject({
      'x-required-role': Role.SystemAdministrator,
      security: [{ basic: [] }, { bearer: [] }, { apiKey: [] }, { cookie: [] }],
      parameters: [{ name: 'format' }, { name: 'Idempotency-Key', in: 'header' }],
      responses: { 200: { links: { GetAISession: { parameters: { sessionId: '$response.body#/id' } } } } },
    });
    const ofKeys = operations.find(({ operation }) => operation.operationId === 'CreateApiKey')?.operation;
    expect(ofKeys).toMatchObject({
      description: expect.stringMatching(/the password of the user: API keys and JWTs are refused\.$/) as unknown,
      'x-required-role': Role.SystemAdministrator,
      'x-requires-password': true,
      security: [{ basic: [] }, { cookie: [] }],
    });
    const headers =
      ofSessions && [200, 401, 429].map((status) => Object.keys(responseOf(ofSessions, status)?.headers ?? {}));
    const common = ['X-Request-Id', 'Vary', 'Cache-Control'];
    expect(headers).toEqual([
      [...common, 'ETag', 'RateLimit', 'RateLimit-Policy', 'Content-Disposition'],
      [...common, 'RateLimit', 'RateLimit-Policy', 'WWW-Authenticate'],
      [...common, 'RateLimit', 'RateLimit-Policy', 'Retry-After'],
    ]);
  });

  it('has the texts of the contracts, the limits of the validators, and the names and namespaces of XML', () => {
    const { NewAISession, AISessionInfo, ListResponseOfAISessionInfo } = document.components.schemas;
    expect(NewAISession?.properties).toMatchObject({
      accountId: { description: 'The account ID to associate this session with', maxLength: 64 },
      purpose: { description: 'The purpose for this session', maxLength: 4000, type: ['string', 'null'] },
    });
    expect(AISessionInfo).toMatchObject({
      required: expect.arrayContaining(['id', 'dateCreated', 'createdBy']) as unknown,
      xml: { name: 'AISessionInfo', namespace: `${XML}Voice.Api.AI` },
      properties: {
        accountName: { type: 'string', xml: { name: 'AccountName', namespace: `${XML}Voice.Api.AI` } },
        id: { xml: { name: 'Id', namespace: `${XML}Voice.Api` } },
      },
    });
    expect(ListResponseOfAISessionInfo).toMatchObject({
      xml: { name: 'ListResponseOfAISessionInfokPYUDTdt' },
      properties: {
        items: {
          items: { $ref: '#/components/schemas/AISessionInfo', xml: { name: 'AISessionInfo' } },
          xml: { name: 'Items', wrapped: true },
        },
      },
    });
  });
});
