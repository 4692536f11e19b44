import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import '../src/app.module.js'; // registers the operations
import { AISessionInfo } from '../src/ai/dto/ai-session-info.dto.js';
import { type ContractClass, contractOf } from '../src/common/contract/data-contract.js';
import { buildElement, escapeText } from '../src/content/codecs/xml-markup.js';
import { writeXml, writeXmlArray } from '../src/content/codecs/xml-writer.js';
import { ErrorResponse } from '../src/content/errors/error-response.js';
import { Problem } from '../src/content/errors/problem-details.js';
import { allOperations } from '../src/content/operations/operation.decorator.js';
import { valuesOf } from './oracle/values.js';
import * as fixtures from './support/fixture-contracts.js';
import * as derived from './support/fixture-derived-contracts.js';
import * as nested from './support/fixture-nested-contracts.js';
import { writeArrayByXml2js, writeByXml2js } from './support/xml2js-writer.js';

const served = allOperations().flatMap(({ request, response }) => (response ? [request, response] : [request]));
const fixtureTypes = Object.values({ ...fixtures, ...nested, ...derived }).filter((type) => typeof type === 'function');
const types = [...new Set<ContractClass>([...served, ErrorResponse, Problem, ...fixtureTypes])];
const named = types.map((type) => ({ name: contractOf(type).name, type }));

/** Any string, also one that XML cannot contain. Characters that are escaped and halves of surrogate pairs are frequent. */
const anyText = fc
  .array(fc.oneof(...[0x7f, 0xffff].map((max) => fc.nat(max)), fc.integer({ min: 0xd7f0, max: 0xe00f })))
  .map((units) => String.fromCharCode(...units));

/** What a function returns, or the message of the error that it throws. */
function outcomeOf(write: () => string): string {
  try {
    return write();
  } catch (error) {
    return `throws ${(error as Error).message}`;
  }
}

describe('The XML writer, compared with xml2js writing the whole document', () => {
  it('is compared for every contract of the service', () => {
    expect(served.map((type) => contractOf(type).name)).toEqual(
      expect.arrayContaining(['NewAISession', 'AISessionInfo', 'ListResponseOfAISessionInfokPYUDTdt', 'AIUsage']),
    );
  });

  it.each(named)('writes any $name with the same bytes', ({ type }) => {
    fc.assert(
      fc.property(valuesOf(type), (value) => {
        expect(writeXml(value, type)).toBe(writeByXml2js(value, type));
      }),
      { numRuns: 40 },
    );
  });

  it.each(named)('writes any list of $name with the same bytes', ({ type }) => {
    fc.assert(
      fc.property(fc.array(valuesOf(type), { maxLength: 3 }), (values) => {
        expect(writeXmlArray(values, type)).toBe(writeArrayByXml2js(values, type));
      }),
      { numRuns: 10 },
    );
  });

  it.each(named)('writes a $name without members with the same bytes', ({ type }) => {
    expect(writeXml({}, type)).toBe(writeByXml2js({}, type));
  });

  it('has the same bytes, or throws the same error, for any string', () => {
    fc.assert(
      fc.property(anyText, (purpose) => {
        const value = { purpose };
        expect(outcomeOf(() => writeXml(value, AISessionInfo))).toBe(
          outcomeOf(() => writeByXml2js(value, AISessionInfo)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('escapes and rejects the UTF-16 code units at each border as xml2js does, alone and before a low surrogate', () => {
    const borders = [0, 0x20, 0x26, 0x3c, 0x3e, 0x7f, 0x9f, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xfffe];
    const differing = borders
      .flatMap((border) => Array.from({ length: 65 }, (_, index) => String.fromCharCode(border - 32 + index)))
      .flatMap((unit) => [unit, `${unit}\udc00`])
      .filter(
        (text) => outcomeOf(() => `<a>${escapeText(text)}</a>`) !== outcomeOf(() => buildElement('a', { _: text })),
      );
    expect(differing).toEqual([]);
  });
});
