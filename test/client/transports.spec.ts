import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runAdmin } from '../support/admin-command.js';
import { PASSWORD, startedDatabase } from '../support/app.js';
import { availableBrokers, type Broker, lockBroker } from '../support/brokers.js';
import { buildExample, packClient } from '../support/client-package.js';
import { noteSkipped } from '../support/run-folder.js';
import { freePort } from '../support/free-port.js';
import { isReachable } from '../support/postgres-server.mjs';
import { ServiceProcess, temporaryFolder } from '../support/service-process.js';
import type { TestDatabase } from '../support/test-database.js';
import { TcpProxy } from '../support/tcp-proxy.js';

/** A transport from the example to the service. */
interface TransportCase {
  readonly name: string;
  /** The settings of the service, and the address for the client. */
  readonly open: () => Promise<{ env: Record<string, string>; url: string }>;
  /** The broker that the messages go through. */
  readonly broker?: Broker;
}

const http: TransportCase = {
  name: 'HTTP',
  open: async () => {
    const port = String(await freePort());
    return { env: { PORT: port }, url: `http://127.0.0.1:${port}` };
  },
};

const tcp: TransportCase = {
  name: 'TCP',
  open: async () => {
    const url = `tcp://127.0.0.1:${await freePort()}`;
    return { env: { TRANSPORT_URL: url }, url };
  },
};

const through = (broker: Broker): TransportCase => ({
  name: broker[0],
  open: () => Promise.resolve({ env: { TRANSPORT_URL: broker[1] }, url: broker[1] }),
  broker,
});

const transports = [http, tcp, ...(await availableBrokers()).map(through)];
const hasPostgres = process.env.CI === 'true' || (await isReachable());
if (!hasPostgres) noteSkipped('Replicas behind one broker: run a PostgreSQL server.');

/** Other test files may use a broker for minutes. */
const LOCK_TIMEOUT_MS = 900_000;

describe('an example service with the packed client', () => {
  let example: string;
  let database: TestDatabase;
  const keys: Record<string, string> = {};
  const processes = new Set<ServiceProcess>();

  const started = (process: ServiceProcess): ServiceProcess => {
    processes.add(process);
    return process;
  };
  const startService = async (env: Record<string, string>): Promise<ServiceProcess> =>
    started(await ServiceProcess.start({ DATABASE_URL: database.url, ...env }));
  beforeAll(async () => {
    database = await startedDatabase(hasPostgres ? 'postgres' : 'sqlite');
    example = await buildExample('call-summaries', await packClient());
    await runAdmin(database.url, 'user add clerk', `${PASSWORD}\n`);
    for (const user of ['admin', 'clerk']) {
      keys[user] = (await runAdmin(database.url, `key create ${user}`)).stdout.trim();
    }
  });
  afterAll(async () => {
    await Promise.all([...processes].map((process) => process.end('SIGKILL')));
    await database.drop();
  });

  describe.each(transports)('over $name', ({ name, open, broker }) => {
    let env: Record<string, string>;
    let unlock = (): void => undefined;
    let proxy: TcpProxy | undefined;
    let service: ServiceProcess;
    let desk: ServiceProcess;
    let accountId: string;
    const keyFile = join(temporaryFolder(), 'voice-api.key');

    const useKey = (key = ''): void => writeFileSync(keyFile, `${key}\n`);
    const call = async (method: string, path: string, body?: object): Promise<Reply> => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(desk.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
      const responseText = await response.text();
      return { status: response.status, body: (responseText === '' ? {} : JSON.parse(responseText)) as Reply['body'] };
    };
    const summarise = (of: string, account = accountId): Promise<Reply> =>
      call('POST', `/accounts/${account}/summaries`, { of });
    const stored = async (like: string): Promise<string[]> => {
      const rows = await database.query<{ purpose: string }>(
        `SELECT purpose FROM ai_sessions WHERE purpose LIKE 'Summarise ${name} ${like}%'`,
      );
      return rows.map(({ purpose }) => purpose.replace('Summarise ', '')).toSorted();
    };

    beforeAll(async () => {
      if (broker) unlock = await lockBroker(broker[0]);
      if (broker) proxy = await TcpProxy.to(broker[1]);
      const transport = await open();
      env = transport.env;
      useKey(keys.admin);
      const settings = { VOICE_API_URL: proxy?.address ?? transport.url, VOICE_API_KEY_FILE: keyFile };
      [service, desk] = await Promise.all([
        startService(env),
        ServiceProcess.run(join(example, 'dist/main.js'), /listening on (\S+)\n/, settings, example).then(started),
      ]);
      const [demo] = await database.query<{ id: string }>(`SELECT id FROM accounts WHERE name = 'Demo account'`);
      accountId = demo?.id ?? '';
    }, LOCK_TIMEOUT_MS);
    afterAll(async () => {
      await Promise.all([service.end('SIGKILL'), desk.end('SIGTERM')]);
      await proxy?.cut();
      unlock();
    });

    it('creates, lists, changes and deletes', async () => {
      const created = await summarise(`${name} calls`);
      expect(created).toMatchObject({
        status: 201,
        body: { accountId, accountName: 'Demo account', createdBy: 'admin' },
      });
      expect((await call('GET', `/accounts/${accountId}/summaries`)).body).toContain(`Summarise ${name} calls`);
      const path = `/accounts/${accountId}/summaries/${String(created.body.id)}`;
      const changed = await call('PATCH', path, { of: `${name} mails` });
      expect(changed).toMatchObject({ status: 200, body: { purpose: `Summarise ${name} mails` } });
      expect(changed.body.etag).not.toBe(created.body.etag);
      expect((await call('DELETE', path)).status).toBe(200);
      expect(await stored('mails')).toEqual([]);
      expect((await call('DELETE', path)).status).toBe(404);
    });

    it('reports which member is invalid', async () => {
      expect(await summarise('nothing', 'nobody')).toMatchObject({
        status: 400,
        body: { errorCode: 'NotFound', fieldErrors: [{ errorCode: 'NotFound', fieldName: 'AccountId' }] },
      });
    });

    it('is rejected with an unknown key, and without the role', async () => {
      useKey('vk_unknown');
      expect(await summarise('unknown')).toMatchObject({ status: 401, body: { errorCode: 'Unauthorized' } });
      useKey(keys.clerk);
      expect(await summarise('clerk')).toMatchObject({ status: 403, body: { message: 'Invalid Role' } });
      useKey();
      expect(await summarise('none')).toMatchObject({ status: 401 });
      useKey(keys.admin);
    });

    it('succeeds or fails cleanly while the service is killed and restarted, and creates nothing twice', async () => {
      const load = new Load((of) => summarise(`${name} load ${of}`));
      await load.answered(50);
      await service.end('SIGKILL');
      service = await startService(env);
      await load.answered(50);
      await load.stop();
      const { succeeded, failed } = load;
      expect(failed.filter(({ status }) => status !== 503 && status !== 504)).toEqual([]);
      expect(failed.every(({ body }) => ['Timeout', 'Unreachable'].includes(String(body.errorCode)))).toBe(true);
      const rows = await stored('load');
      expect(rows).toEqual([...new Set(rows)]);
      expect(rows).toEqual(expect.arrayContaining(succeeded.map((of) => `${name} load ${of}`)));
    });

    it('reports whether it is healthy', async () => {
      expect((await call('GET', '/health')).body).toMatchObject({ status: 'ok' });
      useKey('vk_unknown');
      expect((await call('GET', '/health')).status).toBe(503);
      useKey(keys.admin);
    });

    if (!broker) return;

    it('fails cleanly while the connection to the broker is down, and continues afterwards', async () => {
      await proxy?.cut();
      expect([503, 504]).toContain((await summarise(`${name} cut`)).status);
      await proxy?.restore();
      let mended: Reply;
      do mended = await summarise(`${name} mended`);
      while (mended.status !== 201);
      expect(await stored('cut')).toEqual([]);
    });

    if (!hasPostgres) return;

    it('is served by two replicas, and continues when one is killed', async () => {
      const other = await startService(env);
      const wanted = Array.from({ length: 60 }, (_, index) => `${name} shared ${String(index).padStart(2, '0')}`);
      const answers = await Promise.all(wanted.map((of) => summarise(of)));
      expect(answers.map(({ status }) => status)).toEqual(Array(60).fill(201));
      expect(await stored('shared')).toEqual(wanted);
      await service.end('SIGKILL');
      service = other;
      expect((await summarise(`${name} after`)).status).toBe(201);
      expect(await stored('after')).toHaveLength(1);
    });
  });
});

interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Sends calls, eight at a time, until it is stopped. */
class Load {
  readonly succeeded: string[] = [];
  readonly failed: Reply[] = [];
  private readonly workers: Promise<void>[];
  private isStopped = false;
  private sent = 0;

  constructor(call: (of: string) => Promise<Reply>) {
    const work = async (): Promise<void> => {
      while (!this.isStopped) {
        const of = String(this.sent++);
        const reply = await call(of);
        if (reply.status === 201) this.succeeded.push(of);
        else this.failed.push(reply);
      }
    };
    this.workers = Array.from({ length: 8 }, work);
  }

  /** Waits until this many more calls have succeeded. */
  async answered(count: number): Promise<void> {
    const enough = this.succeeded.length + count;
    while (this.succeeded.length < enough) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await Promise.all(this.workers);
  }
}
