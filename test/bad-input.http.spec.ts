import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { startApp, type TestApp } from './support/app.js';
import { expectUnharmed } from './support/bad-input.js';
import { rawHttp } from './support/raw-http.js';

describe('bad input to POST /ai/sessions', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());
  afterEach(() => expectUnharmed(app));

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

  it('answers CONNECT with 405 in JSON, and serves on', async () => {
    const CONNECT = 'CONNECT voice.example:443 HTTP/1.1\r\nHost: voice.example:443\r\n\r\n';
    const answer = await rawHttp(app.url, CONNECT);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/);
    expect(head).toMatch(/\r\nallow: (\r\n|$)/i);
    expect(head).toMatch(/\r\ncontent-type: application\/json; charset=utf-8\r\n/i);
    expect(JSON.parse(body)).toEqual({
      responseStatus: { errorCode: 'MethodNotAllowed', message: 'CONNECT is not allowed here.', errors: [] },
    });
    const after = await rawHttp(app.url, (socket) => {
      socket.once('data', () => socket.write(CONNECT));
      socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    });
    expect([...after.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200', '405']);
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
