import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AISessionInfo } from '../src/ai/dto/ai-session-info.dto.js';
import { NewAISession } from '../src/ai/dto/new-ai-session.dto.js';
import { Role } from '../src/auth/principal.js';
import { contractOf } from '../src/common/contract/data-contract.js';
import { isXmlText } from '../src/common/contract/member-rules.js';
import { jsonCodec } from '../src/content/codecs/json.codec.js';
import { xmlCodec } from '../src/content/codecs/xml.codec.js';
import { startApp, type TestApp } from './support/app.js';

const NAMESPACE = 'http://schemas.datacontract.org/2004/07/Voice.Api.AI';

/** Any string that XML can carry. Characters that a format escapes are frequent. */
const text = fc
  .string({
    unit: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...'\r\n\t &<>"\';]]>{}[],=') },
      fc.string({ unit: 'binary', maxLength: 1 }),
    ),
  })
  .filter(isXmlText);

describe.each([
  ['JSON', jsonCodec],
  ['XML', xmlCodec],
])('%s', (_, codec) => {
  it('reads back what it writes, for any text that XML can carry', () => {
    const optional = fc.option(text, { nil: undefined });
    const session = fc.record({
      accountId: optional,
      accountName: optional,
      purpose: optional,
      id: text,
      createdBy: text,
    });
    fc.assert(
      fc.property(session, (value) => {
        const present = Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
        expect(codec.read?.(codec.write(value, AISessionInfo), contractOf(AISessionInfo))).toEqual(present);
      }),
      { numRuns: 1000 },
    );
  });

  it('reads any text or throws a DomainError', () => {
    const almostValid = fc
      .tuple(fc.constantFrom(...'<>&"/{}[]:,!-?'), fc.nat(), text)
      .map(([character, at, purpose]) => {
        const valid = codec.write({ purpose }, NewAISession);
        return valid.slice(0, at % valid.length) + character + valid.slice(at % valid.length);
      });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), almostValid), (body) => {
        try {
          codec.read?.(body, contractOf(NewAISession));
        } catch (error) {
          expect((error as { code?: string }).code).toMatch(/^(Serialization|Validation)Exception$/);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the service', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());

  it('returns any text unchanged, whichever format it was sent and requested in', async () => {
    const purposes = fc.sample(
      text.filter((purpose) => purpose.length < 4000),
      { numRuns: 60, seed: 1 },
    );
    for (const purpose of purposes) {
      const json = await app.postJson('/ai/sessions.xml', { purpose });
      expect(xmlCodec.read?.(json.text, contractOf(AISessionInfo))).toMatchObject({ purpose });
      const xml = await app.postXml('/ai/sessions.json', xmlCodec.write({ purpose }, NewAISession));
      expect(xml.json).toMatchObject({ purpose });
    }
    const stored = (await app.sessions()).map(({ purpose }) => purpose);
    expect(stored).toEqual(purposes.flatMap((purpose) => [purpose, purpose]));
  });

  it('responds to any bytes with 200 or 400, and stores only the sessions of 200', async () => {
    const before = (await app.sessions()).length;
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .string({ unit: 'binary' })
        .map((inside) => Buffer.from(`<NewAISession xmlns="${NAMESPACE}"><Purpose>${inside}</Purpose></NewAISession>`)),
      fc.json().map((json) => Buffer.from(json)),
    );
    let created = 0;
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom('application/json', 'application/xml'), async (body, contentType) => {
        const answer = await app.call('POST', '/ai/sessions', {
          body: Buffer.from(body),
          headers: { 'content-type': contentType },
        });
        expect([200, 400]).toContain(answer.status);
        if (answer.status === 200) created++;
      }),
      { numRuns: 400 },
    );
    expect(await app.sessions()).toHaveLength(before + created);
  });

  it.each([
    ['tags', '<a>'.repeat(20_000)],
    ['attributes', `<a ${Array.from({ length: 6_000 }, (_, i) => `a${i}=""`).join(' ')}`],
    ['namespaces', `<a ${Array.from({ length: 3_000 }, (_, i) => `xmlns:a${i}="u"`).join(' ')}/>`],
    [
      'namespaces and children',
      `<a ${Array.from({ length: 2_800 }, (_, i) => `xmlns:a${i}="u"`).join(' ')}>${'<x/>'.repeat(3_500)}</a>`,
    ],
    ['entities', `<NewAISession xmlns="${NAMESPACE}"><Purpose>${'&amp;'.repeat(13_000)}</Purpose></NewAISession>`],
    ['comments', `<!--${'-'.repeat(60_000)}`],
    ['DOCTYPE', `<!DOCTYPE a [${'"'.repeat(60_000)}]><a/>`],
    ['children', `<NewAISession xmlns="${NAMESPACE}">${'<a/>'.repeat(16_000)}</NewAISession>`],
  ])('responds in time to 64 KiB of %s', async (_, body) => {
    const answer = await app.postXml('/ai/sessions', body);
    expect([200, 400]).toContain(answer.status);
  });
});
