import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { type Answer, basic, type CallOptions, startApp, type TestApp } from './support/app.js';
import { rawHttp } from './support/raw-http.js';

const NAMESPACE = 'http://schemas.datacontract.org/2004/07/Voice.Api.AI';
const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';
const JSON_TYPE = { 'content-type': 'application/json' };
const XML_TYPE = { 'content-type': 'application/xml' };
const session = (inside: string): string => `<NewAISession xmlns="${NAMESPACE}">${inside}</NewAISession>`;

/** The mistake, the call, the expected status and errorCode, and a pattern for the message. */
type Row = [
  mistake: string,
  call: CallOptions & { method?: string; path?: string },
  status: number,
  errorCode: string,
  message: RegExp,
];

const inJson: Row[] = [
  [
    'malformed JSON',
    { body: '{"purpose":' },
    400,
    'SerializationException',
    /^The body is not valid JSON: Unexpected end of input\.$/,
  ],
  [
    'XML labelled as JSON',
    { body: '<a/>' },
    400,
    'SerializationException',
    /^The body is not valid JSON: Unexpected token '<'\.$/,
  ],
  [
    'a long text that is no JSON',
    { body: `{"a":[${'1,'.repeat(99)}x, "y"]}` },
    400,
    'SerializationException',
    /valid JSON: Unexpected token 'x'\.$/,
  ],
  ['JSON without quotes', { body: '{a:1}' }, 400, 'SerializationException', /property name or '}' at position 1/],
  [
    'an object that was not serialized',
    { body: '[object Object]' },
    400,
    'SerializationException',
    /valid JSON: "\[object Object\]"\.$/,
  ],
  ['a list for an object', { body: '[]' }, 400, 'SerializationException', /NewAISession/],
  ['a number for a string', { body: '{"purpose":17}' }, 400, 'InvalidType', /'Purpose' must be a string/],
  ['an object for a string', { body: '{"Purpose":{}}' }, 400, 'InvalidType', /'Purpose'/],
  ['a member in two spellings', { body: '{"purpose":"a","Purpose":"b"}' }, 400, 'Duplicate', /'Purpose'/],
  [
    'a purpose of 4,001 characters',
    { body: JSON.stringify({ purpose: 'x'.repeat(4001) }) },
    400,
    'MaximumLength',
    /'Purpose' must be 4000/,
  ],
  [
    '8,000 variation selectors',
    { body: JSON.stringify({ purpose: '\uFE0F'.repeat(8000) }) },
    400,
    'MaximumLength',
    /4000/,
  ],
  [
    'an id of 65 characters',
    { body: JSON.stringify({ accountId: 'x'.repeat(65) }) },
    400,
    'MaximumLength',
    /'AccountId' must be 64/,
  ],
  ['a control character', { body: '{"purpose":"\\u0000"}' }, 400, 'InvalidCharacters', /'Purpose'/],
  ['a lone surrogate', { body: '{"purpose":"\\ud800"}' }, 400, 'InvalidCharacters', /'Purpose'/],
  ['U+FFFE', { body: '{"purpose":"\\ufffe"}' }, 400, 'InvalidCharacters', /'Purpose'/],
  ['an unknown account', { body: '{"accountId":"nobody"}' }, 400, 'NotFound', /account 'nobody'/],
  ['an empty account id', { body: '{"accountId":""}' }, 400, 'NotFound', /account ''/],
  ['1 MB', { body: JSON.stringify({ purpose: 'x'.repeat(1 << 20) }) }, 413, 'PayloadTooLarge', /65,536/],
  ['4,000 levels', { body: `{"purpose":${'['.repeat(4000)}${']'.repeat(4000)}}` }, 400, 'InvalidType', /'Purpose'/],
  ['invalid UTF-8', { body: Buffer.from('{"purpose":"\xff"}', 'latin1') }, 400, 'SerializationException', /UTF-8/],
  [
    'an unknown media type',
    { body: 'x', headers: { 'content-type': 'text/plain' } },
    415,
    'UnsupportedMediaType',
    /application\/json, text\/json, application\/xml/,
  ],
  [
    'a body without a media type',
    { body: '{}', headers: { 'content-type': '' } },
    415,
    'UnsupportedMediaType',
    /without a Content-Type/,
  ],
  [
    'a garbage media type',
    { body: '{}', headers: { 'content-type': ';;' } },
    415,
    'UnsupportedMediaType',
    /';;' is not supported/,
  ],
  [
    'another charset',
    { body: '{}', headers: { 'content-type': 'application/json; charset=latin1' } },
    415,
    'UnsupportedMediaType',
    /utf-8/,
  ],
  [
    'a compressed body',
    { body: '{}', headers: { ...JSON_TYPE, 'content-encoding': 'gzip' } },
    415,
    'UnsupportedMediaType',
    /Content-Encoding/,
  ],
  [
    'JSON labelled as a form',
    { body: '{"purpose":"p"}', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    415,
    'UnsupportedMediaType',
    /looks like JSON or XML/,
  ],
  [
    'a form that is not UTF-8',
    { body: 'purpose=%ff', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    400,
    'SerializationException',
    /percent-encoding/,
  ],
  [
    'an unacceptable Accept',
    { body: '{}', headers: { ...JSON_TYPE, accept: 'image/png' } },
    406,
    'NotAcceptable',
    /application\/json, application\/xml/,
  ],
  ['an unknown ?format=', { body: '{}', path: '/ai/sessions?format=yaml' }, 406, 'NotAcceptable', /json, xml/],
  ['an unknown suffix', { body: '{}', path: '/ai/sessions.yaml' }, 404, 'NotFound', /address/],
  ['an upper-case suffix', { body: '{}', path: '/ai/sessions.JSON' }, 404, 'NotFound', /address/],
  ['an unknown route', { body: '{}', path: '/ai/nothing?secret=1' }, 404, 'NotFound', /^((?!secret).)*$/],
  ['another verb', { method: 'PUT', body: '{}' }, 405, 'MethodNotAllowed', /POST/],
  [
    'a path that is no percent-encoding',
    { path: '/%zz', body: '{}' },
    400,
    'SerializationException',
    /URL has a percent-encoding/,
  ],
  [
    'an id that is not UTF-8',
    { path: '/ai/sessions/%ff', body: '{}' },
    400,
    'SerializationException',
    /^The URL has a percent-encoding/,
  ],
  ['an address of 9 KiB', { path: `/ai/sessions?x=${'y'.repeat(9000)}`, body: '{}' }, 414, 'UriTooLong', /8,192/],
  ['no credentials', { body: '{', headers: { ...JSON_TYPE, authorization: '' } }, 401, 'Unauthorized', /Sign in/],
  [
    'wrong credentials',
    { body: '{', headers: { ...JSON_TYPE, authorization: basic('admin', 'wrong') } },
    401,
    'Unauthorized',
    /invalid or have expired/,
  ],
];

/** The specs of the XML reader have tables of what is not well-formed; these rows are one of each kind of response. */
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

  afterEach(async () => {
    expect(await app.sessions()).toEqual([]); // nothing was stored
    expect((await app.call('GET', '/docs')).status).toBe(200); // and the service still answers
  });

  const send = ({ method = 'POST', path = '/ai/sessions', ...options }: Row[1]): Promise<Answer> =>
    app.call(method, path, options);

  describe('in JSON', () => {
    it.each(inJson)('rejects %s with a message that explains why', async (_, call, status, errorCode, message) => {
      const answer = await send({ headers: JSON_TYPE, ...call });
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(answer.headers.get('x-request-id')).toBeTruthy();
      expect([answer.status, answer.json.responseStatus.errorCode]).toEqual([status, errorCode]);
      expect(answer.json.responseStatus.message).toMatch(message);
    });

    it('reports every invalid member, the first one at the top', async () => {
      const long = { accountId: 'x'.repeat(65), purpose: 'x'.repeat(4001) };
      const { responseStatus } = (await app.postJson('/ai/sessions', long)).json;
      expect(responseStatus.errors.map(({ fieldName }) => fieldName)).toEqual(['AccountId', 'Purpose']);
      expect(responseStatus.message).toBe(responseStatus.errors[0]?.message);
    });
  });

  describe('in XML', () => {
    it.each(inXml)('rejects %s with a message that explains why', async (_, call, status, errorCode, message) => {
      const answer = await send({ headers: XML_TYPE, ...call });
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

  it('lists the allowed verbs', async () => {
    const answer = await app.call('PUT', '/ai/sessions');
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it.each([
    ['http://voice.example/ai/sessions.xml?countPerPage=1', 'GET', 200, 'application/xml'],
    ['HTTP://voice.example:80/ai/sessions', 'PUT', 405, 'application/json'],
    ['http://voice.example?a=b', 'GET', 404, 'application/json'],
  ])('accepts the absolute address %s', async (address, method, status, contentType) => {
    const answer = await rawHttp(
      app.url,
      `${method} ${address} HTTP/1.1\r\nHost: voice.example\r\nAuthorization: ${app.authorization}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(new RegExp(`\r\ncontent-type: ${contentType}`, 'i'));
  });

  describe('in its headers', () => {
    /** A request that no client would send, and the answer's head and body. */
    const get = async (headers: string, path = '/ai/sessions'): Promise<string> =>
      rawHttp(app.url, `GET ${path} HTTP/1.1\r\n${headers}X-Request-Id: call-7\r\nConnection: close\r\n\r\n`);

    it.each([
      ['two hosts', 'Host: a\r\nhost: b\r\n', 400, /The Host header must occur only once\./],
      ['no host', '', 400, /The Host header is missing\./],
      [
        'a Transfer-Encoding that is not read',
        'Host: a\r\nTransfer-Encoding: gzip, chunked\r\n',
        400,
        /Transfer-Encoding/,
      ],
      ['an expectation', 'Host: a\r\nExpect: foo\r\n', 417, /Expect header/],
    ])('rejects %s in the requested format', async (_, headers, status, message) => {
      for (const answer of [
        await get(`${headers}Accept: application/xml\r\n`),
        await get(headers, '/ai/sessions.xml'),
        await get(`${headers}Accept: application/problem+json\r\n`),
      ]) {
        expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
        expect(answer).toMatch(/\r\ncontent-type: application\/(xml|problem\+json)/i);
        expect(answer).toMatch(/\r\nx-request-id: call-7\r\n/i);
        expect(answer).toMatch(/\r\nx-frame-options: DENY\r\n/i);
        expect(answer).toMatch(message);
      }
    });
  });

  describe('in a body that Node cannot read to its end', () => {
    const head = (more: string): string =>
      `POST /ai/sessions HTTP/1.1\r\nHost: x\r\nAuthorization: ${app.authorization}\r\nContent-Type: application/json\r\n${more}\r\n\r\n`;
    const CHUNKED = 'Transfer-Encoding: chunked';
    /** The statuses of the answers to one connection. */
    const statusesOf = (answers: string): number[] =>
      [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

    it.each([
      ['a bad chunk', () => rawHttp(app.url, `${head(CHUNKED)}ZZ\r\n`), 400],
      ['a body cut short', () => rawHttp(app.url, (socket) => socket.end(`${head('Content-Length: 9')}{`)), 400],
      ['too long a trailer', () => rawHttp(app.url, `${head(CHUNKED)}0\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`), 431],
    ])('answers %s, once', async (_, send, status) => {
      const answer = await send();
      expect(statusesOf(answer)).toEqual([status]);
      const [headers = '', body = ''] = answer.split('\r\n\r\n');
      expect(headers).toMatch(/\r\ncontent-type: application\/json; charset=utf-8\r\n[^]*connection: close/i);
      expect(JSON.parse(body)).toHaveProperty('responseStatus.errorCode');
    });

    it('is answered after the requests before it', async () => {
      const answers = await rawHttp(app.url, `GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n${head(CHUNKED)}ZZ\r\n`);
      expect(statusesOf(answers)).toEqual([200, 400]);
    });

    it('gets no second response after one was sent', async () => {
      const answers = await rawHttp(app.url, (socket) => {
        socket.once('data', () => socket.write('ZZ\r\n'));
        // The repeated header is refused before the body is read.
        socket.write(`GET /health/live HTTP/1.1\r\nHost: x\r\nHost: y\r\n${CHUNKED}\r\n\r\n2\r\n{}\r\n`);
      });
      expect(statusesOf(answers)).toEqual([400]);
      expect(answers).toContain('The Host header must occur only once.');
    });

    it('has the same time limit for every part of a request', () => {
      const { headersTimeout, requestTimeout } = app.nest.getHttpServer();
      expect([headersTimeout, requestTimeout]).toEqual([30_000, 30_000]);
    });
  });
});
