import { execFile, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { Role } from '../src/auth/principal.js';
import { sqliteDriver } from '../src/database/engine/sqlite-driver.js';
import { basic, startedDatabase } from './support/app.js';
import { RequestInProgress } from './support/request-in-progress.js';
import { ServiceProcess, temporaryFolder } from './support/service-process.js';
import { testDatabase } from './support/test-database.js';

const run = promisify(execFile);
const JWT_SECRET = 'a secret of more than thirty-two bytes';

describe('the service as a process', () => {
  const processes: ServiceProcess[] = [];
  afterEach(() => Promise.all(processes.splice(0).map((process) => process.end('SIGKILL'))));

  const start = async (env: Record<string, string>, folder = temporaryFolder()): Promise<ServiceProcess> => {
    const service = await ServiceProcess.start(env, folder);
    processes.push(service);
    return service;
  };

  it('prints two commands at its first start that work as printed, and the new password once', async () => {
    const folder = temporaryFolder();
    const { url: DATABASE_URL } = await testDatabase();
    const first = await start({ DATABASE_URL }, folder);
    expect(first.output()).toContain(`Docs            ${first.url}/docs`);
    const commands = first.output().match(/^curl .*$/gm) ?? [];
    expect(commands).toHaveLength(2);
    const [json = '', xml = ''] = await Promise.all(
      commands.map(async (command) => (await run('sh', ['-c', `${command} --silent --show-error`])).stdout),
    );
    expect(JSON.parse(json)).toMatchObject({ accountName: 'Demo account', createdBy: 'admin' });
    expect(xml).toContain('<AccountName>Demo account</AccountName>');

    await first.end('SIGTERM');
    const second = await start({ DATABASE_URL }, folder);
    expect(second.output()).not.toContain('generated');
    expect(second.output().match(/^curl -u admin /gm)).toHaveLength(2);
    expect(second.output().match(/"accountId":"[^"]+"/)?.[0]).toBe(commands[0]?.match(/"accountId":"[^"]+"/)?.[0]);
  });

  it('ends with one line and exit code 1 when a setting is invalid', async () => {
    const service = await ServiceProcess.tryToStart({ PORT: 'eighty' });
    expect(service.output()).toBe('PORT must be a whole number from 0 to 65535\n');
    expect(service.child.exitCode).toBe(1);
  });

  it('ends with one line and exit code 1 when its address for messages is taken', async () => {
    const { url: DATABASE_URL } = await testDatabase();
    const [other, port] = await listenAnywhere();
    const service = await ServiceProcess.tryToStart({ DATABASE_URL, TRANSPORT_URL: `tcp://127.0.0.1:${port}` });
    other.close();
    expect(service.output()).toBe(
      `The address that TRANSPORT_URL names (tcp://127.0.0.1:${port}) cannot be used: ` +
        `listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`,
    );
    expect(service.child.exitCode).toBe(1);
  });

  it('waits for a broker, logs once that it does, and ends with one line that has no password', async () => {
    const settings = { TRANSPORT_URL: 'nats://me:hush@127.0.0.1:1', TRANSPORT_START_TIMEOUT: '1000' };
    const service = await ServiceProcess.tryToStart(settings);
    const reason =
      'The broker that TRANSPORT_URL names (nats://127.0.0.1:1) is unavailable: connect ECONNREFUSED 127.0.0.1:1';
    const lines = service.output().split('\n');
    expect(lines[0]).toContain(`${reason}. Trying again for 1 s.`);
    expect(lines.slice(1)).toEqual([reason, '']);
    expect(service.output()).not.toContain('hush');
    expect(service.child.exitCode).toBe(1);
  });

  it('reads .env, which the environment overrides, and never prints the password it was given', async () => {
    const folder = temporaryFolder();
    const { url: DATABASE_URL } = await testDatabase();
    writeFileSync(
      join(folder, '.env'),
      'ADMIN_USERNAME=from-file\nADMIN_PASSWORD=given password\nLOG_LEVEL=nonsense\n',
    );
    const service = await start({ DATABASE_URL, LOG_LEVEL: 'error' }, folder);
    expect(service.output()).toContain('Administrator   from-file');
    expect(service.output()).toContain('curl -u from-file ');
    expect(service.output()).not.toContain('given password');
    const headers = { authorization: basic('from-file', 'given password') };
    expect((await service.call('POST', '/ai/sessions', { headers })).status).toBe(200);
  });

  it('ends at SIGTERM while it starts, as process 1 of a container does only with a handler', async () => {
    const child = spawn(process.execPath, ['dist/src/main.js'], {
      env: { PATH: process.env.PATH, DATABASE_URL: 'postgres://voice@127.0.0.1:1/voice' },
    });
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('Trying again')) child.kill('SIGTERM');
    });
    expect(await once(child, 'close')).toEqual([143, null]);
  });

  it('finishes the HTTP calls in progress at SIGTERM, accepts no new ones, and exits with 0', async () => {
    const database = await startedDatabase();
    const service = await start({ DATABASE_URL: database.url });
    const port = Number(new URL(service.url).port);
    // Opened and never used: it does not keep the service from stopping.
    const idle = connect(port, '127.0.0.1').on('error', () => undefined);
    const idleClosed = once(idle, 'close');
    const request = await RequestInProgress.start(service.url);
    const { body } = RequestInProgress;
    request.send(body.slice(0, 5));
    const ended = service.end('SIGTERM');
    await untilRefused(`${service.url}/docs`);
    request.send(body.slice(5));
    expect(await ended).toBe(0);
    await idleClosed;
    expect(request.answer).toMatch(/HTTP\/1\.1 200 OK/);
    expect(await database.query('SELECT purpose FROM ai_sessions')).toEqual([{ purpose: 'in progress' }]);
  });

  it('answers the messages in progress at SIGTERM, rejects new ones, and exits with 0', async () => {
    const { url } = await startedDatabase();
    const service = await start({ DATABASE_URL: url, TRANSPORT_URL: 'tcp://127.0.0.1:0', JWT_SECRET });
    const caller = await MessageCaller.to(service);
    // Another program writes, so the messages are in progress until it has finished.
    const other = new (sqliteDriver())(url.replace('sqlite:', ''));
    other.exec('BEGIN IMMEDIATE');
    for (let id = 0; id < 20; id++) caller.send(`early ${id}`);
    await caller.flush();
    const ended = service.end('SIGTERM');
    await untilRefused(service.url);
    caller.send('late');
    await caller.answered('late');
    expect(caller.answers).toMatch(/^\d+#\{"err":\{"status":503,[^#]*"id":"late"\}$/);
    other.exec('ROLLBACK');
    expect(await ended).toBe(0);
    await caller.closed;
    expect(caller.answers.match(/"response":/g)).toHaveLength(20);
    expect(other.prepare('SELECT purpose FROM ai_sessions').all()).toHaveLength(20);
    other.close();
  });

  it('stops at SIGTERM although a call never ends', async () => {
    const { url: DATABASE_URL } = await startedDatabase();
    const service = await start({ DATABASE_URL });
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1').on('error', () => undefined);
    socket.write('POST /ai/sessions HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n');
    await once(socket, 'data'); // 100 Continue
    expect(await service.end('SIGTERM')).toBe(0);
  });
});

/** @returns A server on a free port, and the port. */
async function listenAnywhere(): Promise<[Server, number]> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return [server, (server.address() as AddressInfo).port];
}

/** Waits until nothing accepts connections at this address. */
async function untilRefused(url: string): Promise<void> {
  try {
    for (;;) {
      await (await fetch(url)).arrayBuffer();
      await sleep(20);
    }
  } catch {
    return;
  }
}

/** Sends messages by TCP on one connection, without waiting for the replies. */
class MessageCaller {
  answers = '';
  readonly closed: Promise<unknown>;

  private constructor(
    private readonly socket: Socket,
    private readonly jwt: string,
  ) {
    this.closed = once(socket, 'close');
    socket.setEncoding('utf8').on('data', (chunk: string) => (this.answers += chunk));
  }

  static async to(service: ServiceProcess): Promise<MessageCaller> {
    const port = Number(/Messages +tcp:\/\/127\.0\.0\.1:(\d+)/.exec(service.output())?.[1]);
    const claims = new SignJWT({ roles: [Role.SystemAdministrator] }).setSubject('caller').setExpirationTime('1h');
    const jwt = await claims.setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(JWT_SECRET));
    return new MessageCaller(connect(port, '127.0.0.1'), jwt);
  }

  /** Sends a message that creates a session with the id as its purpose. */
  send(id: string, pattern = 'ai.sessions.create'): void {
    const data = { credentials: { jwt: this.jwt }, data: { purpose: id } };
    const frame = JSON.stringify({ pattern, data, id });
    this.socket.write(`${frame.length}#${frame}`);
  }

  /** Waits until the service has read everything that was sent, and forgets the replies so far. */
  async flush(): Promise<void> {
    this.send('last', 'unknown');
    await this.answered('last');
    this.answers = '';
  }

  async answered(id: string): Promise<void> {
    while (!this.answers.includes(`"id":"${id}"`)) await once(this.socket, 'data');
  }
}
