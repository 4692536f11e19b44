import 'reflect-metadata';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, type MicroserviceOptions, Payload, RpcException, Transport } from '@nestjs/microservices';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../../src/auth/principal.js';
import { actionsIn, SessionWithActions } from '../support/actions.js';
import { startApp, type TestApp } from '../support/app.js';
import { availableBrokers, type Broker, lockBroker } from '../support/brokers.js';
import { freePort } from '../support/free-port.js';
import type { ReceivedCall } from '../support/scripted-executor.js';
import { addressOf } from '../support/tcp-proxy.js';

const received: ReceivedCall[] = [];

/** An executor that another service has: Nest's message handlers. */
@Controller()
class ExecutorController {
  @MessagePattern('ai.actions.apply')
  apply(@Payload() call: ReceivedCall): unknown {
    received.push(call);
    if (call.functionName === 'refused') return { ok: false, error: 'The line is busy.' };
    if (call.functionName === 'broken') throw new RpcException('The switch is off.');
    return { ok: true, log: `${call.functionName} is done.` };
  }
}

@Module({ controllers: [ExecutorController] })
class ExecutorModule {}

/** The options of Nest's server for an address. */
function serverOptions(url: string): MicroserviceOptions {
  const { host, port } = addressOf(url);
  switch (new URL(url).protocol) {
    case 'nats:':
      return { transport: Transport.NATS, options: { servers: [url] } };
    case 'redis:':
      return { transport: Transport.REDIS, options: { host, port } };
    case 'amqp:':
      return {
        transport: Transport.RMQ,
        options: { urls: [url], queue: 'voice-api-actions', queueOptions: { durable: true } },
      };
    default:
      return { transport: Transport.TCP, options: { host, port } };
  }
}

const LOCK_TIMEOUT_MS = 300_000;
const transports: readonly (readonly [string, string, Broker?])[] = [
  ['TCP', `tcp://127.0.0.1:${await freePort()}`],
  ...(await availableBrokers()).map((broker) => [...broker, broker] as const),
];

describe.each(transports)('an executor by message: %s', (_, url, broker) => {
  let unlock = (): void => undefined;
  let app: TestApp;
  let executor: INestMicroservice | undefined;
  beforeAll(async () => {
    if (broker) unlock = await lockBroker(broker[0]);
    app = await startApp().env({ ACTIONS_URL: url, ACTIONS_TIMEOUT: '3000' }).as(Role.SystemAdministrator);
  }, LOCK_TIMEOUT_MS);
  afterAll(async () => {
    await app.stop();
    await executor?.close();
    unlock();
  });

  it('fails actions while it is down, and gets each call in order once it runs', async () => {
    const session = await SessionWithActions.create(app);
    const first = await session.staged('hangUp', { callId: '7' });
    expect(actionsIn(await session.apply())).toMatchObject([
      { status: 'Failed', error: expect.stringMatching(/^The executor gave no answer within 3000 ms\./) },
    ]);
    executor = await NestFactory.createMicroservice(ExecutorModule, { ...serverOptions(url), logger: false });
    await executor.listen();
    received.length = 0;
    for (const name of ['refused', 'broken']) await session.staged(name);
    const stopped = await session.apply();
    expect(actionsIn(stopped)).toMatchObject([
      { functionName: 'refused', error: 'The line is busy.' },
      { functionName: 'broken', status: 'Waiting' },
    ]);
    expect(stopped.json.log).toContain('hangUp is done.');
    // RabbitMQ may still have the first attempt, which has the same id.
    const names = new Map(received.map(({ id, functionName }) => [id, functionName]));
    expect([...names.values()]).toEqual(['hangUp', 'refused']);
    expect(received[0]).toMatchObject({
      id: first,
      sessionId: session.id,
      arguments: { callId: '7' },
      appliedBy: 'admin',
    });
  });

  it('gets the trace of the apply', async () => {
    const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'vendor=1' };
    const session = await SessionWithActions.create(app);
    const id = await session.staged('hangUp');
    await session.apply(trace);
    expect(received.find((call) => call.id === id)).toMatchObject(trace);
  });

  it('gives the action its error', async () => {
    const session = await SessionWithActions.create(app);
    await session.staged('broken');
    expect(actionsIn(await session.apply())).toMatchObject([
      { error: 'The executor answered with an error: The switch is off.' },
    ]);
  });
});
