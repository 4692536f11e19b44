import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import {
  ApplyAISession,
  DeleteAISessionAction,
  NewAISessionAction,
} from '../src/ai/actions/dto/action-requests.dto.js';
import { AISessionActionInfo } from '../src/ai/actions/dto/ai-session-action-info.dto.js';
import { AISessionInfo } from '../src/ai/dto/ai-session-info.dto.js';
import { PatchAISession } from '../src/ai/dto/ai-session-requests.dto.js';
import { NewAISession } from '../src/ai/dto/new-ai-session.dto.js';
import { AIUsageRecordInfo } from '../src/ai/usage/dto/ai-usage-record-info.dto.js';
import { AIUsage } from '../src/ai/usage/dto/ai-usage.dto.js';
import { GetAIUsage } from '../src/ai/usage/dto/get-ai-usage.dto.js';
import { NewAIUsageRecord } from '../src/ai/usage/dto/new-ai-usage-record.dto.js';
import { AuthenticationResult } from '../src/auth/sign-in/dto/authenticate.dto.js';
import { type ContractClass, contractOf, type MemberType } from '../src/common/contract/data-contract.js';
import { listResponseOf } from '../src/common/list-response.js';
import { ErrorResponse } from '../src/content/errors/error-response.js';
import { xmlCodec } from '../src/content/codecs/xml.codec.js';
import { writeXml } from '../src/content/codecs/xml-writer.js';
import { writeXmlSchema } from '../src/metadata/xsd/write-xml-schema.js';
import { xmlSchemasOf } from '../src/metadata/xsd/xml-schemas.js';
import { hasMono, MONO, Oracle } from './oracle/oracle.js';
import { valuesOf } from './oracle/values.js';
import { describeIf } from './support/describe-if.js';
import * as fixtures from './support/fixture-contracts.js';
import * as derived from './support/fixture-derived-contracts.js';
import * as nested from './support/fixture-nested-contracts.js';
import { vector } from './support/vectors.js';

const types: ContractClass[] = [
  NewAISession,
  AISessionInfo,
  PatchAISession,
  listResponseOf(AISessionInfo),
  AISessionActionInfo,
  NewAISessionAction,
  DeleteAISessionAction,
  ApplyAISession,
  listResponseOf(AISessionActionInfo),
  NewAIUsageRecord,
  AIUsageRecordInfo,
  GetAIUsage,
  AIUsage,
  ErrorResponse,
  AuthenticationResult,
  ...Object.values({ ...fixtures, ...nested, ...derived }).filter((type) => typeof type === 'function'),
];
const named = types.map((type) => ({ name: type.name, type }));
const vectors = readdirSync('test/vectors')
  .filter((file) => file.endsWith('.xml'))
  .map((file) => file.replace(/\.xml$/, ''));

/** The seed makes runs repeatable. */
const RUNS = { seed: 20_261_122, numRuns: 200 };

/** The contract of a vector, by its root element. */
function typeOf(xml: string): ContractClass {
  const [, root, namespace] = /<(\w+) xmlns:i="[^"]*" xmlns="([^"]*)"/.exec(xml) ?? [];
  const type = types.find((each) => contractOf(each).name === root && contractOf(each).namespace === namespace);
  if (!type) throw new Error(`This test has no contract for the element '${root}'.`);
  return type;
}

function readXml(xml: string, type: ContractClass): object {
  if (!xmlCodec.read) throw new Error('The XML codec cannot read.');
  return xmlCodec.read(xml, contractOf(type));
}

/** A value without its null members, because XML's nil and an absent JSON member mean the same. */
function withoutNulls(value: unknown, type: MemberType): unknown {
  if (value === null || value === undefined || typeof type === 'string') return value;
  const source = value as Record<string, unknown>;
  if (typeof type === 'function') {
    const set = contractOf(type).members.filter(({ name }) => source[name] !== null && source[name] !== undefined);
    return Object.fromEntries(set.map((member) => [member.name, withoutNulls(source[member.name], member.type)]));
  }
  if ('listOf' in type) return (value as unknown[]).map((item) => withoutNulls(item, type.listOf));
  return Object.fromEntries(Object.entries(source).map(([key, item]) => [key, withoutNulls(item, type.dictionaryOf)]));
}

describe('The XML vectors', () => {
  it.each(vectors)('survive reading and writing: %s', (name) => {
    const xml = vector(name);
    expect(writeXml(readXml(xml, typeOf(xml)), typeOf(xml))).toBe(xml);
  });
});

describe('The compared values', () => {
  const written = [nested.Chain, fixtures.Members, nested.Dictionaries]
    .flatMap((type) => fc.sample(valuesOf(type), RUNS).map((value) => writeXml(value, type)))
    .join('\n');

  it.each([
    ['an object ten levels deep', 'xmlns:d10p1='],
    ['an empty string', '<Text></Text>'],
    ['an empty list', '<OtherLeaves xmlns:d2p1="http://schemas.datacontract.org/2004/07/Fixtures.Third" />'],
    ['a member without a value', '<Same i:nil="true" />'],
    ['an item without a value', '<d2p1:Leaf i:nil="true" />'],
    ['a carriage return', '&#xD;'],
    ['the end of a CDATA section', ']]&gt;'],
    ['a character beyond the first 65,536', '😀'],
    ['white space at the beginning', '<Text> '],
    ['a key with a special meaning in JavaScript', '>__proto__<'],
  ])('include %s', (_what, xml) => {
    expect(written.includes(xml)).toBe(true);
  });
});

const describeCompared = describeIf(hasMono(), `the comparison with .NET's DataContractSerializer. To run it: ${MONO}`);

describeCompared('The XML codec, compared with .NET’s DataContractSerializer', () => {
  let oracle: Oracle;
  beforeAll(() => {
    oracle = Oracle.start();
  });
  afterAll(() => oracle.stop());

  it.each(vectors)('agrees with the vector %s, which .NET writes unchanged', async (name) => {
    const xml = vector(name);
    expect(await oracle.write(await oracle.read(xml, typeOf(xml)), typeOf(xml))).toBe(xml);
  });

  it.each(named)('writes $name with the same bytes, and each reads the other’s XML', async ({ type }) => {
    const same = fc.asyncProperty(valuesOf(type), async (value) => {
      const ours = writeXml(value, type);
      const theirs = await oracle.write(value, type);
      expect(ours).toBe(theirs);
      const expected = withoutNulls(value, type);
      expect(withoutNulls(await oracle.read(ours, type), type)).toEqual(expected);
      expect(withoutNulls(readXml(theirs, type), type)).toEqual(expected);
    });
    await fc.assert(same, RUNS);
  });

  it.each(named)(
    'declares $name in XML Schema with the same types, order, minOccurs and nillable',
    async ({ type }) => {
      const schemas = xmlSchemasOf([type]);
      const { ours, theirs } = await oracle.compareSchemas(
        schemas.map((schema) => writeXmlSchema(schema, schemas)),
        type,
      );
      expect(ours).toContain(`root {${contractOf(type).namespace}}${contractOf(type).name} `);
      expect(ours).toBe(theirs);
    },
  );
});
