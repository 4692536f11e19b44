import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AIService } from '../src/ai/ai.service.js';
import { Role } from '../src/auth/principal.js';
import { MessageTransportHost } from '../src/messages/message-transport-host.js';
import { startApp, type TestApp } from './support/app.js';
import { keyOf, type ErrorReply } from './support/messages.js';

interface Frame {
  readonly id: string;
  readonly err?: ErrorReply;
  readonly response?: Readonly<Record<string, unknown>>;
}

/** A connection that sends arbitrary bytes. */
class RawCaller {
  private received = '';
  private readonly closed: Promise<unknown>;

  constructor(private readonly socket: Socket) {
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (text: string) => (this.received += text));
  }

  static async to(app: TestApp): Promise<RawCaller> {
    const { hostname, port } = new URL(app.nest.get(MessageTransportHost).address ?? '');
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new RawCaller(socket);
  }

  write(bytes: string | Buffer): void {
    this.socket.write(bytes);
  }

  send(packet: unknown): void {
    this.write(framed(JSON.stringify(packet)));
  }

  /** The next frame that arrives. */
  async frame(): Promise<Frame> {
    for (;;) {
      const hash = this.received.indexOf('#');
      const end = hash + 1 + Number(this.received.slice(0, hash));
      if (hash >= 0 && this.received.length >= end) {
        const text = this.received.slice(hash + 1, end);
        this.received = this.received.slice(end);
        return JSON.parse(text) as Frame;
      }
      await once(this.socket, 'data');
    }
  }

  async reply(packet: unknown): Promise<Frame> {
    this.send(packet);
    return this.frame();
  }

  isCutOff(): Promise<unknown> {
    return this.closed;
  }

  end(): void {
    this.socket.destroy();
  }
}

const framed = (text: string): string => `${text.length}#${text}`;
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('hostile messages by TCP', () => {
  let app: TestApp;
  let credentials: object;
  const callers: RawCaller[] = [];
  const rawCaller = async (): Promise<RawCaller> => {
    const caller = await RawCaller.to(app);
    callers.push(caller);
    return caller;
  };
  beforeAll(async () => {
    app = await startApp().as(Role.SystemAdministrator).env({ TRANSPORT_URL: 'tcp://127.0.0.1:0' });
    credentials = { apiKey: await keyOf(app, 'admin') };
  });
  afterAll(() => app.stop());
  /** No message stores anything or stops the service. */
  afterEach(async () => {
    for (const caller of callers.splice(0)) caller.end();
    expect(await app.sessions()).toEqual([]);
    expect((await app.call('GET', '/health/ready')).status).toBe(200);
    const good = await rawCaller();
    const { response } = await good.reply({ pattern: 'ai.sessions.list', id: 'good', data: { credentials } });
    expect(response).toMatchObject({ items: [] });
  });

  it.each([
    ['that are not frames', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n#'],
    ['without a length', '#{}'],
    ['with a negative length', '-5#{"a":1}'],
    ['of length 0', '0#'],
    ['that are not JSON', framed('{"pattern":"ai.sessions.create",')],
    ['that are cut short by their length', '5#{"pattern":"ai.sessions.create"}'],
    ['that are empty', framed(' ')],
  ])('%s close their connection', async (_, text) => {
    const caller = await rawCaller();
    caller.write(text);
    await caller.isCutOff();
  });

  it.each([
    ['has a huge length and is as long', `999999999#${'x'.repeat(200_000)}`],
    ['never ends its length', 'x'.repeat(200_000)],
  ])('close their connection when one %s', async (_, text) => {
    const caller = await rawCaller();
    caller.write(text);
    await caller.isCutOff();
  });

  it('of more than 64 KiB, counted in bytes, are rejected with their id', async () => {
    const caller = await rawCaller();
    const padding = 'ä'.repeat(33_000);
    const { id, err } = await caller.reply({
      pattern: 'ai.sessions.create',
      data: { credentials, padding },
      id: 'big',
    });
    expect([id, err?.status, err?.responseStatus.errorCode]).toEqual(['big', 413, 'PayloadTooLarge']);
    expect((await caller.reply({ pattern: 'ai.sessions.list', data: { credentials }, id: 'next' })).id).toBe('next');
  });

  it('are accepted in fragments, many at once, if each is smaller than 64 KiB', async () => {
    const caller = await rawCaller();
    const padding = 'x'.repeat(40_000);
    const packets = Array.from({ length: 20 }, (_, index) => ({
      pattern: 'ai.sessions.list',
      data: { credentials, padding },
      id: `p${index}`,
    }));
    const bytes = packets.map((packet) => framed(JSON.stringify(packet))).join('');
    for (let at = 0; at < bytes.length; at += 7_001) caller.write(bytes.slice(at, at + 7_001));
    const ids: string[] = [];
    for (const _ of packets) ids.push((await caller.frame()).id);
    expect(ids.sort()).toEqual(packets.map(({ id }) => id).sort());
  });

  it('without an id are not handled', async () => {
    const caller = await rawCaller();
    caller.send({ pattern: 'ai.sessions.create', data: { credentials, data: {} } });
    const { err } = await caller.reply({ pattern: 'nothing', data: {}, id: 'after' });
    expect(err?.status).toBe(404);
  });

  it.each([null, 5, 'text', true, [], {}, { data: null }, { pattern: null, data: 5 }])(
    'that are %j have no effect',
    async (packet) => {
      const caller = await rawCaller();
      caller.send(packet);
      const { err } = await caller.reply({ pattern: 'nothing', data: {}, id: 'after' });
      expect(err?.status).toBe(404);
    },
  );

  it.each<[string, string]>([
    ['a pattern that is an object', '{"pattern":{"cmd":"ai.sessions.create"},"id":"x","data":{}}'],
    ['a pattern nested 20,000 deep', `{"pattern":${nested(20_000)},"id":"x","data":{}}`],
    ['a pattern that is a property of Object', '{"pattern":"__proto__","id":"x","data":{}}'],
    ['no pattern', '{"id":"x","data":{}}'],
  ])('with %s get 404', async (_, text) => {
    const caller = await rawCaller();
    caller.write(framed(text));
    expect((await caller.frame()).err?.status).toBe(404);
  });

  it.each<[string, string, number, string]>([
    ['data that are a list', '"data":[{"purpose":"a"}]', 400, 'SerializationException'],
    ['data that are a string', '"data":"{}"', 400, 'SerializationException'],
    ['a member nested 20,000 deep', `"data":{"purpose":${nested(20_000)}}`, 400, 'InvalidType'],
    ['a number too large for JSON', '"data":{"accountId":1e999}', 400, 'InvalidType'],
    ['a key that is a number', '"idempotencyKey":5,"data":{}', 400, 'InvalidType'],
    ['a key with a space', '"idempotencyKey":"a b","data":{}', 400, 'InvalidFormat'],
    ['a key of 256 characters', `"idempotencyKey":"${'k'.repeat(256)}","data":{}`, 400, 'InvalidFormat'],
    ['a key that is an empty string', '"idempotencyKey":"","data":{}', 400, 'InvalidFormat'],
  ])('with %s are rejected', async (_, members, status, errorCode) => {
    const caller = await rawCaller();
    const envelope = `{"credentials":${JSON.stringify(credentials)},${members}}`;
    caller.write(framed(`{"pattern":"ai.sessions.create","id":"x","data":${envelope}}`));
    const { err } = await caller.frame();
    expect([err?.status, err?.responseStatus.errorCode]).toEqual([status, errorCode]);
  });

  it('gain no privileges by members named like properties of Object', async () => {
    const caller = await rawCaller();
    const proto = JSON.stringify({ credentials, principal: { userName: 'x', roles: ['SystemAdministrator'] } });
    const envelope = `{"__proto__":${proto},"constructor":${proto},"principal":{"roles":["SystemAdministrator"]},"data":{}}`;
    caller.write(framed(`{"pattern":"ai.sessions.create","id":"x","data":${envelope}}`));
    expect((await caller.frame()).err?.status).toBe(401);
    expect(({} as Record<string, unknown>).credentials).toBeUndefined();
  });

  it('get their request id back in an unexpected error, or a new one if theirs is invalid', async () => {
    const caller = await rawCaller();
    const broken = app.nest.get(AIService);
    Object.assign(broken, { list: () => Promise.reject(new Error('the secret inside')) });
    for (const [sent, given] of [
      ['call-7', /^call-7$/],
      ['a\nb', /^[0-9a-f-]{36}$/],
      [{ a: 1 }, /^[0-9a-f-]{36}$/],
    ] as const) {
      const data = { credentials, requestId: sent, data: {} };
      const { err } = await caller.reply({ pattern: 'ai.sessions.list', id: 'x', data });
      expect([err?.status, err?.responseStatus.errorCode]).toEqual([500, 'InternalError']);
      expect(err?.responseStatus.meta?.requestId).toMatch(given);
      expect(JSON.stringify(err)).not.toContain('secret');
    }
    delete (broken as Partial<AIService>).list;
  });
});
