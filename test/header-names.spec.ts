import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { startApp, type TestApp } from './support/app.js';
import { rawHttp } from './support/raw-http.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp().as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

/** The names of an answer's headers, as they were sent. */
const namesOf = ({ rawHeaders }: IncomingMessage): string[] => rawHeaders.filter((_, index) => index % 2 === 0);

function send(method: string, path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = { method, headers: { authorization: app.authorization, ...headers } };
    request(app.url + path, options, (response) => response.resume().on('end', () => resolve(response)))
      .on('error', reject)
      .end();
  });
}

/** RFC 9110 and the registry of header names have these capitals, word by word. */
const REGISTERED =
  /^(?:(?:ETag|WWW-Authenticate|X-DNS-Prefetch-Control|X-XSS-Protection)|(?!Etag$|Www-|X-Dns|X-Xss)[A-Z][a-z]+(?:-[A-Z][a-z]+)*|X(?:-[A-Z][a-z]+)+)$/;

describe('the names of headers', () => {
  it.each([
    ['an object', 'POST', '/ai/sessions', 200, ['Content-Type', 'ETag', 'Cache-Control', 'X-Request-Id', 'Vary']],
    ['a page with more', 'GET', '/accounts?countPerPage=1', 200, ['Content-Type', 'X-Frame-Options']],
    ['an export', 'GET', '/accounts.csv?all=true', 200, ['Content-Type', 'Content-Disposition', 'Transfer-Encoding']],
    ['an unknown id', 'GET', '/accounts/nobody', 404, ['Content-Type']],
    ['another method', 'PUT', '/accounts', 405, ['Content-Type', 'Allow']],
    ['a bad URL', 'GET', '/%zz', 400, ['Content-Type']],
    ['the docs', 'GET', '/docs/style.css', 200, ['Content-Type', 'ETag', 'Cache-Control']],
  ] as const)('have their usual capitals for %s', async (_, method, path, status, expected) => {
    const response = await send(method, path);
    const names = namesOf(response);
    expect([response.statusCode, names]).toEqual([status, expect.arrayContaining([...expected])]);
    expect(names.filter((name) => !REGISTERED.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('have them where credentials are missing, which may have several challenges', async () => {
    const response = await send('GET', '/accounts', { authorization: '' });
    expect(namesOf(response)).toEqual(expect.arrayContaining(['WWW-Authenticate', 'Content-Type']));
  });

  it('have them where Node refuses a request', async () => {
    const answer = await rawHttp(app.url, 'GET / HTTP/1.1\r\nbad header\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('\r\nContent-Type: application/json; charset=utf-8\r\n');
    expect(answer).toContain('\r\nConnection: close\r\n');
  });
});
