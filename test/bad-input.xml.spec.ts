import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { basic, startApp, type TestApp } from './support/app.js';
import { expectUnharmed, type Row, send } from './support/bad-input.js';

const NAMESPACE = 'http://schemas.datacontract.org/2004/07/Voice.Api.AI';
const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';
const XML_TYPE = { 'content-type': 'application/xml' };
const session = (inside: string): string => `<NewAISession xmlns="${NAMESPACE}">${inside}</NewAISession>`;

/** xml-well-formedness.spec.ts and xml-prolog.spec.ts have tables of what is not well-formed; these rows are one of each kind of response. */
const inXml: Row[] = [
  ['malformed XML', { body: '<NewAISession' }, 400, 'SerializationException', /well-formed/],
  ['a truncated document', { body: session('<Purpose>p').slice(0, -20) }, 400, 'SerializationException', /well-formed/],
  [
    'mismatched tags',
    { body: session('\n<Purpose>p</Porpoise>') },
    400,
    'SerializationException',
    /unexpected close tag \(line 2, column 21\)\.$/,
  ],
  ['white space alone', { body: ' ' }, 400, 'SerializationException', /must contain a root element/],
  ['text alone', { body: 'hello' }, 400, 'SerializationException', /well-formed/],
  ['a wrong root', { body: `<Wrong xmlns="${NAMESPACE}"/>` }, 400, 'SerializationException', /'NewAISession'.*'Wrong'/],
  [
    'a wrong namespace',
    { body: '<NewAISession xmlns="urn:x"/>' },
    400,
    'SerializationException',
    /Voice\.Api\.AI'.*'urn:x'/,
  ],
  [
    'white space around the namespace',
    { body: `<NewAISession xmlns=" ${NAMESPACE}"/>` },
    400,
    'SerializationException',
    /white space around a namespace name/,
  ],
  ['no namespace', { body: '<NewAISession/>' }, 400, 'SerializationException', /namespace ''/],
  [
    'a DOCTYPE with entities',
    { body: `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${session('<Purpose>&a;</Purpose>')}` },
    400,
    'SerializationException',
    /DOCTYPE/,
  ],
  ['a bare DOCTYPE', { body: `<!DOCTYPE NewAISession>${session('')}` }, 400, 'SerializationException', /DOCTYPE/],
  ['an HTML entity', { body: session('<Purpose>&nbsp;</Purpose>') }, 400, 'SerializationException', /entity/],
  [
    'a duplicate attribute',
    { body: session('<Purpose xmlns:a="urn:x" xmlns:b="urn:x" a:c="1" b:c="2"/>') },
    400,
    'SerializationException',
    /duplicate attribute: {urn:x}c/,
  ],
  ['XML 2.0', { body: `<?xml version="2.0"?>${session('')}` }, 400, 'SerializationException', /version/],
  ['two byte order marks', { body: `\ufeff\ufeff${session('')}` }, 400, 'SerializationException', /line 1, column 1/],
  ['a long declaration', { body: session(`<!${'x'.repeat(60_000)}>`) }, 400, 'SerializationException', /well-formed/],
  ['an undeclared prefix', { body: session('<x:Purpose/>') }, 400, 'SerializationException', /prefix: "x"/],
  ['a second root', { body: session('') + session('') }, 400, 'SerializationException', /only one root/],
  ['text after the root', { body: `${session('')}x` }, 400, 'SerializationException', /outside of root/],
  [
    'a nil that is no XSD boolean',
    { body: session(`<Purpose xmlns:i="${SCHEMA_INSTANCE}" i:nil="True"/>`) },
    400,
    'SerializationException',
    /The nil attribute must be true, false, 1 or 0 \(line 1/,
  ],
  ['an element in a string', { body: session('<Purpose><b>p</b></Purpose>') }, 400, 'InvalidType', /'Purpose'/],
  ['a duplicate member', { body: session('<Purpose>a</Purpose><Purpose>b</Purpose>') }, 400, 'Duplicate', /'Purpose'/],
  [
    '4,000 levels',
    { body: session('<a>'.repeat(4000) + '</a>'.repeat(4000)) },
    400,
    'SerializationException',
    /32 levels/,
  ],
  [
    'a purpose of 4,001 characters',
    { body: session(`<Purpose>${'x'.repeat(4001)}</Purpose>`) },
    400,
    'MaximumLength',
    /4000/,
  ],
  [
    'a raw control character',
    { body: session('<Purpose>\u0001</Purpose>') },
    400,
    'SerializationException',
    /disallowed character \(line 1/,
  ],
  [
    'a reference to a control character',
    { body: session('<Purpose>&#x1;</Purpose>') },
    400,
    'SerializationException',
    /character entity/,
  ],
  ['an unknown account', { body: session('<AccountId>nobody</AccountId>') }, 400, 'NotFound', /'nobody'/],
  ['1 MB', { body: session(`<Purpose>${'x'.repeat(1 << 20)}</Purpose>`) }, 413, 'PayloadTooLarge', /65,536/],
  [
    'invalid UTF-8',
    { body: Buffer.from(session('<Purpose>\xff</Purpose>'), 'latin1') },
    400,
    'SerializationException',
    /UTF-8/,
  ],
  [
    'an unknown media type',
    { body: session(''), headers: { 'content-type': 'image/svg+xml', accept: 'text/xml' } },
    415,
    'UnsupportedMediaType',
    /image\/svg\+xml/,
  ],
  [
    'wrong credentials',
    { body: session(''), headers: { ...XML_TYPE, authorization: basic('admin', 'wrong') } },
    401,
    'Unauthorized',
    /invalid or have expired/,
  ],
  ['an unknown route', { path: '/nowhere', body: session('') }, 404, 'NotFound', /address/],
  ['another verb', { method: 'DELETE', body: session('') }, 405, 'MethodNotAllowed', /POST/],
  [
    'no credentials',
    { body: session(''), headers: { ...XML_TYPE, authorization: '' } },
    401,
    'Unauthorized',
    /Sign in/,
  ],
];

describe('bad input to POST /ai/sessions', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());
  afterEach(() => expectUnharmed(app));

  describe('in XML', () => {
    it.each(inXml)('rejects %s with a message that explains why', async (_, call, status, errorCode, message) => {
      const answer = await send(app, { headers: XML_TYPE, ...call });
      expect(answer.headers.get('content-type')).toMatch(/^(application|text)\/xml$/);
      expect(answer.status).toBe(status);
      expect(answer.text).toContain(
        '<ErrorResponse xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.servicestack.net/types">' +
          `<ResponseStatus><ErrorCode>${errorCode}</ErrorCode><Message>`,
      );
      expect(/<Message>([^]*?)<\/Message>/.exec(answer.text)?.[1]).toMatch(message);
    });
  });

  it('reports characters that XML cannot represent, in XML', async () => {
    for (const body of ['\u0001', '{"a":\u0001}', '{"a":\uFFFE}']) {
      const answer = await app.postJson('/ai/sessions', body, { accept: 'application/xml' });
      expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('SerializationException')]);
    }
  });

  it('accepts text, comments and attributes that look like markup, after one byte order mark', async () => {
    const inside =
      '<!-- <a b=">" ]]> --><Purpose a="]]>" b=\'"\'>]] > ]]&gt;<![CDATA[<a>]]]]><![CDATA[>]]></Purpose><?xmlx ]]> ??>';
    const answer = await app.postXml('/ai/sessions', `\ufeff<?xml version="1.0"?>${session(inside)}`);
    expect([answer.status, answer.text]).toEqual([
      200,
      expect.stringContaining('>]] &gt; ]]&gt;&lt;a&gt;]]&gt;</Purpose>'),
    ]);
    await app.call('DELETE', `/ai/sessions/${(await app.sessions())[0]?.id}`);
  });
});
