import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OperationRoute } from '../common/routes/operation-route.js';
import { HttpTransport } from './http.transport.js';

const attempt = { signal: new AbortController().signal, timeout: 1_000 };

describe('HttpTransport', () => {
  const requests: { line: string; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      requests.push({ line: `${request.method} ${request.url}`, body });
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  let transport: HttpTransport;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    transport = new HttpTransport(`http://127.0.0.1:${(server.address() as AddressInfo).port}/base/`);
  });
  afterAll(() => void server.close());

  const send = (route: Pick<OperationRoute, 'method' | 'path'>, data: object): Promise<unknown> =>
    transport.send({ ...route, pattern: 'unused' }, { credentials: { apiKey: 'k' }, requestId: 'r', data }, attempt);

  it.each([
    [
      'POST',
      '/things/{thingId}/close',
      { thingId: 'a.b/c', reason: 'r' },
      '/base/things/a%2Eb%2Fc/close',
      '{"reason":"r"}',
    ],
    ['DELETE', '/things/{thingId}/parts/{partId}', { partId: '2', thingId: '1' }, '/base/things/1/parts/2', ''],
    [
      'GET',
      '/things/{thingId}/parts',
      { thingId: '1', ids: ['x', 'y'], none: null },
      '/base/things/1/parts?ids=x&ids=y',
      '',
    ],
  ] as const)(
    'sends the members in %s %s in the path and the others in the query or the body',
    async (method, path, data, url, body) => {
      await send({ method, path }, data);
      expect(requests.at(-1)).toEqual({ line: `${method} ${url}`, body });
    },
  );

  it.each(['', '.', '..', undefined])(
    'rejects the id %p, which a path cannot contain, before it sends',
    async (thingId) => {
      const count = requests.length;
      await expect(send({ method: 'POST', path: '/things/{thingId}/close' }, { thingId })).rejects.toMatchObject({
        status: 404,
      });
      expect(requests).toHaveLength(count);
    },
  );
});
