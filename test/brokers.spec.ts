import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { MessageTransportHost } from '../src/messages/message-transport-host.js';
import { startApp, type TestApp } from './support/app.js';
import { availableBrokers, type Broker, lockBroker } from './support/brokers.js';
import { Caller, type Extras } from './support/messages.js';
import { ServiceProcess } from './support/service-process.js';
import { TcpProxy } from './support/tcp-proxy.js';

const brokers = await availableBrokers();
/** Other test files may use a broker for minutes. */
const LOCK_TIMEOUT_MS = 900_000;

const inParallel = <T>(count: number, call: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => call(index)));

/** Waits until a condition holds; the test's time limit ends it otherwise. */
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await sleep(50);
};

// Without a broker there is nothing to run, which Jest takes for a mistake.
const describeEach =
  brokers.length > 0 ? describe.each(brokers.toReversed()) : describe.skip.each<Broker>([['NATS', '']]);

// The last one first: test/client begins with the first one, and a broker has one user at a time.
describeEach('over %s', (name, url) => {
  let unlock: () => void;
  beforeAll(async () => {
    unlock = await lockBroker(name);
  }, LOCK_TIMEOUT_MS);
  afterAll(() => unlock());

  describe('two replicas', () => {
    let apps: TestApp[] = [];
    let caller: Caller;
    const keyed = (key: string): Extras => ({ idempotencyKey: key });
    beforeAll(async () => {
      const one = await startApp().as(Role.SystemAdministrator).env({ TRANSPORT_URL: url });
      const two = await startApp().env({ TRANSPORT_URL: url, DATABASE_URL: one.databaseUrl });
      apps = [one, two];
      caller = await Caller.of(one, url);
    });
    afterAll(async () => {
      await caller.close();
      for (const app of apps.toReversed()) await app.stop();
    });

    it('serve every operation', async () => {
      const made = await caller.send('accounts.create', { name: 'Acme' }, keyed('a'));
      const session = await caller.send('ai.sessions.create', { accountId: made.id }, keyed('b'));
      expect(session.accountName).toBe('Acme');
      const patch = { sessionId: session.id, purpose: 'p' };
      const patched = await caller.send('ai.sessions.patch', patch, { ...keyed('c'), ifMatch: session.etag });
      expect(patched.purpose).toBe('p');
      expect(await caller.send('ai.sessions.get', { sessionId: session.id })).toEqual(patched);
      expect((await caller.send('ai.sessions.list', {})).items).toHaveLength(1);
      expect(await caller.send('ai.sessions.delete', { sessionId: session.id }, keyed('d'))).toBeNull();
      expect(await caller.send('accounts.delete', { accountId: made.id }, keyed('e'))).toBeNull();
      expect((await caller.error('ai.sessions.get', { sessionId: session.id })).status).toBe(404);
    });

    it('handle each message once, and share the work', async () => {
      const purposes = (
        await inParallel(100, (index) => caller.send('ai.sessions.create', { purpose: `${index}` }, keyed(`s${index}`)))
      ).map(({ purpose }) => purpose);
      expect(purposes).toEqual(purposes.map((_, index) => `${index}`));
      const [one] = apps;
      const stored = ((await one?.sessions()) ?? []).map(({ purpose }) => purpose);
      expect(stored.sort()).toEqual(purposes.sort());
    });

    it('repeat the first reply to a change that arrives again, although its ETag is outdated by then', async () => {
      const { id, etag } = await caller.send('ai.sessions.create', { purpose: 'a' }, keyed('made'));
      const patch = { sessionId: id, purpose: 'b' };
      const answers = await inParallel(10, () =>
        caller.send('ai.sessions.patch', patch, { ...keyed('patched'), ifMatch: etag }),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(await inParallel(10, () => caller.send('ai.sessions.delete', { sessionId: id }, keyed('gone')))).toEqual(
        Array(10).fill(null),
      );
    });

    it('reject a message that is too large, and continue', async () => {
      const padding = 'x'.repeat(70_000);
      expect((await caller.error('ai.sessions.create', { padding }, keyed('large'))).status).toBe(413);
      expect((await caller.error('ai.sessions.create', {}, { ...keyed('x'), credentials: {} })).status).toBe(401);
    });

    if (name === 'Redis') {
      it('reject a change without an idempotency key', async () => {
        const before = await apps[0]?.sessions();
        for (const [pattern, data] of [
          ['ai.sessions.create', {}],
          ['ai.sessions.patch', { sessionId: 'x' }],
          ['ai.sessions.delete', { sessionId: 'x' }],
          ['accounts.create', { name: 'No key' }],
          ['accounts.patch', { accountId: 'x' }],
          ['accounts.delete', { accountId: 'x' }],
        ] as const) {
          const { status, responseStatus } = await caller.error(pattern, data);
          expect([status, responseStatus.errors[0]?.fieldName]).toEqual([400, 'IdempotencyKey']);
        }
        expect(await apps[0]?.sessions()).toEqual(before);
      });
    } else {
      it('handle each message without an idempotency key once too', async () => {
        const made = await inParallel(50, () => caller.send('ai.sessions.create', { purpose: 'no key' }));
        expect(new Set(made.map(({ id }) => id)).size).toBe(50);
        expect((await apps[0]?.sessions())?.filter(({ purpose }) => purpose === 'no key')).toHaveLength(50);
      });
    }

    if (name === 'RabbitMQ') {
      it('reply 404 to an unknown operation', async () => {
        expect((await caller.error('nothing', {})).status).toBe(404);
      });
    }
  });

  describe('a service, when the broker becomes unavailable and available again,', () => {
    let proxy: TcpProxy;
    let app: TestApp;
    let caller: Caller;
    beforeEach(async () => {
      proxy = await TcpProxy.to(url);
      app = await startApp().as(Role.SystemAdministrator).env({ TRANSPORT_URL: proxy.address });
      caller = await Caller.of(app, url);
      // The transports subscribe to their patterns after the start; these are the last ones of the two controllers.
      for (const pattern of ['accounts.delete', 'ai.sessions.delete']) await until(() => isSubscribed(pattern));
    });
    afterEach(async () => {
      await caller.close();
      await app.stop();
      await proxy.cut();
    });
    const isSubscribed = async (pattern: string): Promise<boolean> =>
      (await Promise.race([caller.error(pattern, {}), sleep(500)])) !== undefined;
    const messages = async (): Promise<unknown> => {
      const { status, json } = await app.call('GET', '/health/ready');
      expect(status).toBe(200);
      return json.messages;
    };
    const isReady = async (): Promise<boolean> => (await messages()) === 'ok';

    it('reports it, serves HTTP all the time, and then messages again', async () => {
      expect(await messages()).toBe('ok');
      await proxy.cut();
      await until(async () => (await messages()) === 'away');
      expect((await app.postJson('/ai/sessions', {})).status).toBe(200);
      await proxy.restore();
      await until(isReady);
      const answered = async (): Promise<boolean> => {
        const list = caller.send('ai.sessions.list', {});
        return (await Promise.race([list, sleep(500)])) !== undefined;
      };
      await until(() => answered().catch(() => false));
    });

    it('stops', async () => {
      await proxy.cut();
      await until(async () => (await messages()) === 'away');
      await app.stop();
      await proxy.restore();
    });
  });

  // Redis delivers a message to every replica: none takes the work of another.
  const describeWithQueue = name === 'Redis' ? describe.skip : describe;

  describeWithQueue('a replica that is told to stop', () => {
    it('replies to the messages it has received, and leaves the rest to the other replica', async () => {
      const one = await startApp().as(Role.SystemAdministrator).env({ TRANSPORT_URL: url });
      const two = await startApp().env({ TRANSPORT_URL: url, DATABASE_URL: one.databaseUrl });
      const caller = await Caller.of(one, url);
      const answers = inParallel(200, async (index) => {
        await sleep(index * 2);
        return caller.send('ai.sessions.create', { purpose: `${index}` });
      });
      await sleep(100);
      await two.stop();
      expect(new Set((await answers).map(({ id }) => id)).size).toBe(200);
      expect(await one.sessions()).toHaveLength(200);
      await caller.close();
      await one.stop();
    });
  });

  describeWithQueue('a replica that is killed at work', () => {
    it('leaves no message handled twice, whether it has an idempotency key and is sent again or has none', async () => {
      const app = await startApp().as(Role.SystemAdministrator).env({ TRANSPORT_URL: url });
      const caller = await Caller.of(app, url);
      const doomed = await ServiceProcess.start({ DATABASE_URL: app.databaseUrl, TRANSPORT_URL: url });
      const create = (purpose: string, extras: Extras): Promise<unknown> =>
        caller.send('ai.sessions.create', { purpose }, extras).catch(() => undefined);
      const first = inParallel(300, async (index) => {
        await sleep(index * 3);
        return Promise.race([
          Promise.all([create(`k${index}`, { idempotencyKey: `k${index}` }), create(`n${index}`, {})]),
          sleep(3_000),
        ]);
      });
      await sleep(450);
      await doomed.end('SIGKILL');
      await first;
      await inParallel(300, (index) => create(`k${index}`, { idempotencyKey: `k${index}` }));
      const purposes = (await app.sessions()).map(({ purpose }) => purpose);
      expect(purposes.filter((purpose) => purpose?.startsWith('k'))).toHaveLength(300);
      expect(new Set(purposes).size).toBe(purposes.length);
      await caller.close();
      await app.stop();
    });
  });

  const describeWithDurableQueue = name === 'RabbitMQ' ? describe : describe.skip;

  describeWithDurableQueue('a message in the queue while no replica runs', () => {
    it('is handled by the first replica that starts', async () => {
      const app = await startApp().as(Role.SystemAdministrator).env({ TRANSPORT_URL: url });
      const caller = await Caller.of(app, url);
      await caller.send('ai.sessions.list', {});
      const two = startApp().env({ TRANSPORT_URL: url, DATABASE_URL: app.databaseUrl });
      const { databaseUrl } = app;
      await app.nest.get(MessageTransportHost).close();
      const answer = caller.send('ai.sessions.create', { purpose: 'waited' });
      const replica = await two;
      expect(replica.databaseUrl).toBe(databaseUrl);
      expect((await answer).purpose).toBe('waited');
      await caller.close();
      await replica.stop();
      await app.stop();
    });
  });
});
