import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { sqliteDriver } from '../src/database/engine/sqlite-driver.js';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { basic } from './support/app.js';
import { rawHttp } from './support/raw-http.js';
import { ServiceProcess, temporaryFolder } from './support/service-process.js';
import { testDatabase, type TestDatabase } from './support/test-database.js';

const run = promisify(execFile);

describe('the service as a process', () => {
  let service: ServiceProcess;
  let database: TestDatabase;
  const start = async (env: Record<string, string> = {}, folder = temporaryFolder()): Promise<ServiceProcess> =>
    (service = await ServiceProcess.start({ DATABASE_URL: database.url, ...env }, folder));
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await service.end('SIGKILL');
    await database.drop();
  });

  it('prints at its first start two commands that work as printed, and a password once', async () => {
    const folder = temporaryFolder();
    await start({}, folder);
    expect(service.output()).toContain(`Docs            ${service.url}/docs`);
    const commands = service.output().match(/^curl .*$/gm) ?? [];
    expect(commands).toHaveLength(2);
    const [json = '', xml = ''] = await Promise.all(
      commands.map(async (command) => (await run('sh', ['-c', `${command} --silent --show-error`])).stdout),
    );
    expect(JSON.parse(json)).toMatchObject({ accountName: 'Demo account', createdBy: 'admin' });
    expect(xml).toContain('<AccountName>Demo account</AccountName>');

    await service.end('SIGTERM');
    await start({}, folder);
    expect(service.output()).not.toContain('generated');
    expect(service.output().match(/^curl -u admin /gm)).toHaveLength(2);
    expect(service.output().match(/"accountId":"[^"]+"/)?.[0]).toBe(commands[0]?.match(/"accountId":"[^"]+"/)?.[0]);
  });

  it('prints no address of docs that are not there', async () => {
    await start({ DOCS: 'off' });
    expect(service.output()).toContain(`listening on ${service.url}\n  Administrator`);
  });

  it('uses the password it was given, and never prints it', async () => {
    await start({ ADMIN_USERNAME: 'root', ADMIN_PASSWORD: 'given password' });
    expect(service.output()).toContain('curl -u root ');
    expect(service.output()).not.toContain('given password');
    const headers = { authorization: basic('root', 'given password') };
    expect((await fetch(`${service.url}/ai/sessions`, { method: 'POST', headers })).status).toBe(200);
  });

  it('makes no administrator and no Demo account in production, and says how to make one', async () => {
    await start({ NODE_ENV: 'production' });
    expect(service.output()).toMatch(/set ADMIN_PASSWORD and start again/);
    expect(await database.query('SELECT id FROM users UNION ALL SELECT id FROM accounts')).toEqual([]);
  });

  it('stops at once with one clear line where a setting is wrong', async () => {
    await start({ PORT: 'eighty' });
    expect(service.output()).toBe('PORT must be a whole number from 0 to 65535\n');
    expect(service.child.exitCode).toBe(1);
  });

  it('says in one line that its address is taken, and makes no password that nobody would see', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const folder = temporaryFolder();
    await start({ PORT: String(port) }, folder);
    expect(service.output()).toBe(
      `Cannot listen on HOST 127.0.0.1, PORT ${port}: another program is listening on this port.\n`,
    );
    other.close();
    await start({}, folder);
    expect(service.output()).toContain('generated now');
  });

  it('says where it listens for messages, and never the password of their broker', async () => {
    await start({ TRANSPORT_URL: 'tcp://127.0.0.1:0' });
    expect(service.output()).toMatch(/^ {2}Messages {8}tcp:\/\/127\.0\.0\.1:\d+$/m);
  });

  it.each([
    ['nats', 'nats://me:hush@127.0.0.1:1'],
    ['redis', 'redis://me:hush@127.0.0.1:1/2'],
    ['amqp', 'amqp://me:hush@127.0.0.1:1/host'],
  ])(
    'waits for a broker by %s, then says in one line that it is unavailable, without its password',
    async (scheme, url) => {
      await start({ TRANSPORT_URL: url, TRANSPORT_START_TIMEOUT: '1000' });
      const reason = `The broker that TRANSPORT_URL names (${scheme}://127.0.0.1:1) is unavailable: connect ECONNREFUSED 127.0.0.1:1`;
      const lines = service.output().split('\n');
      expect(lines[0]).toContain(`${reason}. Trying again for 1 s.`);
      expect(lines.slice(1)).toEqual([reason, '']);
      expect(service.output()).not.toContain('hush');
      expect(service.child.exitCode).toBe(1);
    },
  );

  it('says in one line that its address for messages is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await start({ TRANSPORT_URL: `tcp://127.0.0.1:${port}` });
    expect(service.output()).toBe(
      `The address that TRANSPORT_URL names (tcp://127.0.0.1:${port}) cannot be used: ` +
        `listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`,
    );
    expect(service.child.exitCode).toBe(1);
    other.close();
  });

  it('says in one line that its database cannot be opened', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'voice.db'), 'this is no database, '.repeat(100));
    await start({ DATABASE_URL: `sqlite:${folder}/voice.db` }, folder);
    expect(service.output()).toBe('The database that DATABASE_URL names cannot be opened: file is not a database\n');
    expect(service.child.exitCode).toBe(1);
  });

  it('is not kept from stopping by a connection on which nothing was asked', async () => {
    await start();
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    expect(await service.end('SIGTERM')).toBe(0);
    await closed;
  });

  it('reads .env where there is one, and the environment over it', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.env'), 'ADMIN_USERNAME=from-file\nLOG_LEVEL=nonsense\n');
    await start({ LOG_LEVEL: 'error' }, folder);
    expect(service.output()).toContain('Administrator   from-file');
  });

  it('finishes what is under way at SIGTERM, refuses what is new, and exits with 0', async () => {
    await start({ ADMIN_PASSWORD: 'given password' });
    const port = Number(new URL(service.url).port);
    // A call is under way: its headers are there, its body not yet.
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    const body = '{"purpose":"under way"}';
    socket.write(
      `POST /ai/sessions HTTP/1.1\r\nHost: x\r\nAuthorization: ${basic('admin', 'given password')}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    );
    await sleep(100);
    const ended = service.end('SIGTERM');
    await sleep(200);
    await expect(fetch(`${service.url}/docs`)).rejects.toThrow();
    socket.write(body.slice(5));
    expect(await ended).toBe(0);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(await database.query('SELECT purpose FROM ai_sessions')).toEqual([{ purpose: 'under way' }]);
  });

  it('answers the messages under way at SIGTERM, turns away new ones, and exits with 0', async () => {
    const file = join(temporaryFolder(), 'voice.db');
    await start({
      DATABASE_URL: `sqlite:${file}`,
      TRANSPORT_URL: 'tcp://127.0.0.1:0',
      ADMIN_PASSWORD: 'given password',
    });
    const env = { PATH: process.env.PATH, DATABASE_URL: `sqlite:${file}` };
    const admin = join(process.cwd(), 'bin/admin.mjs');
    const made = await run(process.execPath, [admin, 'key', 'create', 'admin'], { env });
    const port = Number(/Messages +tcp:\/\/127\.0\.0\.1:(\d+)/.exec(service.output())?.[1]);
    const socket = connect(port, '127.0.0.1');
    const closed = once(socket, 'close');
    let answers = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answers += chunk));
    const send = (id: string): void => {
      const data = { credentials: { apiKey: made.stdout.trim() }, data: { purpose: id } };
      const frame = JSON.stringify({ pattern: 'ai.sessions.create', data, id });
      socket.write(`${frame.length}#${frame}`);
    };
    // Somebody else writes: what is asked for is under way until they are done.
    const other = new (sqliteDriver())(file);
    other.exec('BEGIN IMMEDIATE');
    for (let id = 0; id < 20; id++) send(`early ${id}`);
    await sleep(300);
    const ended = service.end('SIGTERM');
    await sleep(300);
    send('late');
    await sleep(1_000);
    expect(answers).toMatch(/^\d+#\{"err":\{"status":503,[^#]*"id":"late"\}$/);
    other.exec('ROLLBACK');
    expect(await ended).toBe(0);
    await closed;
    expect(answers.match(/"response":/g)).toHaveLength(20);
    expect(other.prepare('SELECT purpose FROM ai_sessions').all()).toHaveLength(20);
    other.close();
  });

  it('does not wait for ever for a call that never ends', async () => {
    await start();
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1').on('error', () => undefined);
    socket.write('POST /ai/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n');
    await sleep(100);
    expect(await service.end('SIGTERM')).toBe(0);
  });

  it('refuses what Node cannot parse in the shape of every other error', async () => {
    await start();
    expect(await rawHttp(service.url, 'nonsense\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\n[^]*{"responseStatus":{"errorCode":"Ser/,
    );
    const close = 'Connection: close\r\n\r\n';
    expect(await rawHttp(service.url, `GET /docs HTTP/1.1\r\n${close}`)).toMatch(
      /^HTTP\/1\.1 400 [^]*Host header is missing/,
    );
    expect(await rawHttp(service.url, `GET / HTTP/1.1\r\nHost: x\r\nExpect: nonsense\r\n${close}`)).toMatch(
      /^HTTP\/1\.1 417 [^]*"ExpectationFailed"/,
    );
    expect(await rawHttp(service.url, `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 [^]*"HeadersTooLarge"/,
    );
  });
});
