import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { AISession } from '../../src/ai/ai-session.entity.js';
import { Role } from '../../src/auth/principal.js';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp().as(Role.SystemAdministrator);
  const by = { createdBy: 'admin', lastModifiedBy: 'admin', dateCreated: 'd', dateLastModified: 'd' };
  const session = { id: 'ID-1', ...by, accountId: null, purpose: 'stored', version: 1 };
  await app.nest.get(DataSource).manager.insert(AISession, session);
});
afterAll(() => app.stop());

interface Response {
  readonly status: number;
  /** With the names as they were sent. */
  readonly head: string;
  readonly body: string;
}

/** Sends a recorded request, and reads the response as long as its head says. */
function replay(file: string): Promise<Response> {
  const request = readFileSync(join('test/origin', `${file}.http`));
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => socket.write(request));
    socket.setEncoding('latin1').on('error', reject);
    socket.on('data', (chunk: string) => {
      received += chunk;
      const [head = '', ...rest] = received.split('\r\n\r\n');
      const body = rest.join('\r\n\r\n');
      if (rest.length === 0 || body.length < Number(/\r\nContent-Length: (\d+)/.exec(head)?.[1] ?? 0)) return;
      socket.destroy();
      resolve({ status: Number(head.split(' ')[1]), head, body: Buffer.from(body, 'latin1').toString() });
    });
  });
}

const newest = async (count: number): Promise<(string | null)[]> =>
  (await app.sessions())
    .filter(({ id }) => id !== 'ID-1')
    .slice(-count)
    .map(({ purpose }) => purpose);

describe.each(['python-0.1.15', 'java-1.1.5'])('ServiceStack’s client %s', (client) => {
  it('creates', async () => {
    const { status, head, body } = await replay(`${client}/create`);
    expect([status, JSON.parse(body)]).toMatchObject([200, { purpose: 'Résumé & more' }]);
    expect(head).toContain('\r\nContent-Type: application/json; charset=utf-8');
    expect(await newest(1)).toEqual(['Résumé & more']);
  });

  it('gets', async () => {
    expect(JSON.parse((await replay(`${client}/get`)).body)).toMatchObject({ id: 'ID-1' });
  });

  it.each(['list', 'list-reply'])('filters: %s', async (file) => {
    const { status, body } = await replay(`${client}/${file}`);
    expect([status, JSON.parse(body)]).toMatchObject([200, { items: [{ id: 'ID-1' }] }]);
  });
});

describe('ServiceStack’s client for Python', () => {
  it('patches', async () => {
    expect(JSON.parse((await replay('python-0.1.15/patch')).body)).toMatchObject({ id: 'ID-1', purpose: 'changed' });
  });

  it('sends all', async () => {
    const { status, head, body } = await replay('python-0.1.15/send-all');
    expect([status, JSON.parse(body)]).toMatchObject([200, [{ purpose: 'one' }, { purpose: 'two' }]]);
    expect(head).toContain('\r\nX-AutoBatch-Completed: 2');
    expect(await newest(2)).toEqual(['one', 'two']);
  });

  it('sends all one way, by either base path', async () => {
    expect((await replay('python-0.1.15/send-all-oneway')).status).toBe(200);
    expect((await replay('python-0.1.15/send-all-oneway-default-base')).status).toBe(204);
    expect(await newest(2)).toEqual(['three', 'four']);
  });
});

describe('ServiceStack’s client for Java', () => {
  it('finds the detail of an error by the exact name of the header', async () => {
    const { status, head, body } = await replay('java-1.1.5/error');
    expect(status).toBe(400);
    expect(head.split('\r\n')).toContain('Content-Type: application/json; charset=utf-8');
    expect(JSON.parse(body)).toMatchObject({ responseStatus: { errorCode: 'NotFound' } });
  });
});
