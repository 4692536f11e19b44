import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { basic, startApp, type TestApp } from './support/app.js';
import { expectUnharmed, type Row, send } from './support/bad-input.js';

const JSON_TYPE = { 'content-type': 'application/json' };

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

describe('bad input to POST /ai/sessions', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());
  afterEach(() => expectUnharmed(app));

  describe('in JSON', () => {
    it.each(inJson)('rejects %s with a message that explains why', async (_, call, status, errorCode, message) => {
      const answer = await send(app, { headers: JSON_TYPE, ...call });
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
});
