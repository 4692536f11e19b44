import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Role } from '../src/auth/principal.js';
import { type ContractClass, contractOf } from '../src/common/contract/data-contract.js';
import { writeXml, writeXmlArray } from '../src/content/codecs/xml-writer.js';
import { ErrorResponse } from '../src/content/errors/error-response.js';
import { Problem } from '../src/content/errors/problem-details.js';
import { allBatchOperations } from '../src/content/operations/batch.decorator.js';
import type { OperationContract } from '../src/content/operations/operation-contract.js';
import { allOperations } from '../src/content/operations/operation.decorator.js';
import { valuesOf } from './oracle/values.js';
import { account, startApp, type TestApp } from './support/app.js';
import { describeIf } from './support/describe-if.js';
import { document, type MediaTypeObject, operations, type ResponseObject } from './support/open-api.js';
import { temporaryFolder } from './support/service-process.js';
import { vector } from './support/vectors.js';

const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;
const describeValidated = describeIf(
  hasXmllint,
  'the XML schemas, with which xmllint validates XML. To run it: apt-get install libxml2-utils',
);

const RUNS = { seed: 20_261_126, numRuns: 50 };

describeValidated('the XML schemas at /xsd/{n}', () => {
  let app: TestApp;
  const folder = temporaryFolder();
  /** The number of each namespace's schema. */
  const schemas = new Map<string, string>();
  beforeAll(async () => {
    app = await startApp().with(account('Acme')).as(Role.SystemAdministrator);
    const { text } = await app.call('GET', '/metadata');
    for (const [, number = '', namespace = ''] of text.matchAll(/"xsd\/(\d+)">[^<]*<\/a> <code>([^<]*)</g)) {
      schemas.set(namespace, number);
      writeFileSync(join(folder, number), (await app.call('GET', `/xsd/${number}`)).text);
    }
  });
  afterAll(() => app.stop());

  /** What xmllint says against documents; those of one namespace are validated by one run. */
  function mistakesIn(documents: readonly string[]): string[] {
    const byNamespace = new Map<string, string[]>();
    for (const [index, xml] of documents.entries()) {
      const namespace = /<\w+ [^>]*xmlns="([^"]*)"/.exec(xml)?.[1] ?? '';
      const file = join(folder, `document-${index}.xml`);
      writeFileSync(file, xml);
      byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), file]);
    }
    return [...byNamespace].flatMap(([namespace, files]) => {
      const schema = join(folder, schemas.get(namespace) ?? `no schema of ${namespace}`);
      const { stderr, status } = spawnSync('xmllint', ['--nonet', '--noout', '--schema', schema, ...files], {
        encoding: 'utf8',
      });
      const lines = stderr.split('\n').filter((line) => line !== '' && !line.endsWith(' validates'));
      return status === 0 ? lines : [...lines, `xmllint ends with ${status}.`];
    });
  }

  const contractsOf = ({ request, response }: OperationContract): ContractClass[] => [
    request,
    ...(response ? [response] : []),
  ];
  const values = (type: ContractClass): object[] => fc.sample(valuesOf(type), RUNS);

  it('are one a namespace, and import each other by their addresses', () => {
    expect([...schemas.keys()]).toEqual([
      'http://schemas.datacontract.org/2004/07/Voice.Api',
      'http://schemas.datacontract.org/2004/07/Voice.Api.AI',
      'http://schemas.datacontract.org/2004/07/Voice.Api.Accounts',
      'http://schemas.microsoft.com/2003/10/Serialization/Arrays',
      'http://schemas.servicestack.net/types',
      'urn:ietf:rfc:7807',
    ]);
    expect([...schemas.values()]).toEqual(['0', '1', '2', '3', '4', '5']);
  });

  it('accept the vectors of .NET', () => {
    const vectors = readdirSync('test/vectors').filter((file) => file.endsWith('.xml'));
    expect(vectors.length).toBeGreaterThan(4);
    expect(mistakesIn(vectors.map((file) => vector(file.replace(/\.xml$/, ''))))).toEqual([]);
  });

  it('accept every sample in the OpenAPI document: requests, responses, lists, errors and problems', () => {
    const bodies: ({ readonly content?: Record<string, MediaTypeObject> } | undefined)[] = [
      ...operations.flatMap(({ operation }) => [
        operation.requestBody,
        ...Object.values(operation.responses).filter((response): response is ResponseObject => !('$ref' in response)),
      ]),
      ...Object.values(document.components.responses),
    ];
    const samples = bodies
      .flatMap((body) => Object.entries(body?.content ?? {}))
      .filter(([mediaType]) => mediaType.endsWith('xml'))
      .flatMap(([, { example, examples = {} }]) => [example, ...Object.values(examples).map(({ value }) => value)]);
    const documents = samples.filter((sample) => typeof sample === 'string');
    expect(documents.length).toBeGreaterThan(60);
    expect(mistakesIn(documents)).toEqual([]);
  });

  it('accept every value of every request and response, whatever is missing', () => {
    const types = [...new Set([...allOperations().flatMap(contractsOf), ErrorResponse, Problem])];
    expect(types.length).toBeGreaterThan(30);
    expect(mistakesIn(types.flatMap((type) => values(type).map((value) => writeXml(value, type))))).toEqual([]);
  });

  it('accept batches of every request and response', () => {
    const types = [...new Set(allBatchOperations().flatMap(contractsOf))];
    expect(types.length).toBeGreaterThan(15);
    expect(mistakesIn(types.flatMap((type) => [[], values(type)].map((batch) => writeXmlArray(batch, type))))).toEqual(
      [],
    );
  });

  it('accept what the service itself answers', async () => {
    const headers = { accept: 'application/xml', 'content-type': 'application/xml' };
    const namespace = 'xmlns="http://schemas.datacontract.org/2004/07/Voice.Api.AI"';
    const one = `<NewAISession><AccountId>${app.accountId('Acme')}</AccountId><Purpose>one</Purpose></NewAISession>`;
    const batch = `<ArrayOfNewAISession ${namespace}>${one.repeat(2)}</ArrayOfNewAISession>`;
    // The OpenAPI document does not have batches, with which `app.call` would compare the answer.
    const answered = await fetch(`${app.url}/xml/reply/NewAISession[]`, {
      method: 'POST',
      body: batch,
      headers: { ...headers, authorization: app.authorization },
    });
    const answers = [
      await app.postXml('/ai/sessions', one.replace('>', ` ${namespace}>`), headers),
      { status: answered.status, text: await answered.text() },
      await app.call('GET', '/ai/sessions', { headers }),
      await app.call('GET', '/ai/sessions?all=true', { headers }),
      await app.call('GET', '/accounts', { headers }),
      await app.call('GET', '/auth/status', { headers }),
      await app.call('GET', '/ai/sessions/nothing', { headers }),
      await app.call('GET', '/ai/sessions/nothing', { headers: { accept: 'application/problem+xml' } }),
      await app.postXml('/ai/sessions', '<NewAISession', headers),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 404, 404, 400]);
    expect(mistakesIn([batch, ...answers.map(({ text }) => text)])).toEqual([]);
  });

  it.each([
    ['an unknown member', '<Purpose>a</Purpose><Porpoise>b</Porpoise>'],
    ['members in another order', '<Purpose>a</Purpose><AccountId>b</AccountId>'],
    ['a member twice', '<Purpose>a</Purpose><Purpose>b</Purpose>'],
    ['an element in a text', '<Purpose><b>a</b></Purpose>'],
  ])('do not accept %s', (_, members) => {
    const { namespace } = contractOf(newAISession());
    const [mistake] = mistakesIn([`<NewAISession xmlns="${namespace}">${members}</NewAISession>`]);
    expect(mistake).toContain('Schemas validity error');
  });
});

function newAISession(): ContractClass {
  const operation = allOperations().find(({ name }) => name === 'NewAISession');
  if (!operation) throw new Error('There is no operation NewAISession.');
  return operation.request;
}
