import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { MessageTransportHost } from '../src/messages/message-transport-host.js';
import { MessageSocket } from '../src/messages/servers/message-socket.js';
import { startApp, type TestApp } from './support/app.js';
import { Log } from './support/log.js';

const framed = (text: string): string => `${text.length}#${text}`;
const DEEP = '['.repeat(20_000) + ']'.repeat(20_000);

describe('the log of messages by TCP', () => {
  let app: TestApp;
  let log: Log;
  const callers: Socket[] = [];
  beforeAll(async () => {
    log = new Log();
    app = await startApp().env({ TRANSPORT_URL: 'tcp://127.0.0.1:0', LOG_LEVEL: 'warn' });
  });
  afterEach(() => {
    for (const caller of callers.splice(0)) caller.destroy();
  });
  afterAll(async () => {
    await app.stop();
    log.stop();
  });

  /** A connection that has received one reply. */
  async function connectCaller(): Promise<Socket> {
    const caller = connect(Number(new URL(app.nest.get(MessageTransportHost).address ?? '').port), '127.0.0.1');
    callers.push(caller);
    caller.write(framed('{"pattern":"nothing","id":"x"}'));
    await once(caller, 'data');
    return caller;
  }

  it('has no error when a caller resets its connection', async () => {
    (await connectCaller()).resetAndDestroy();
    await connectCaller();
    expect(log.all()).not.toContain('ERROR');
  });

  it('has no error when an id is nested too deeply to be sent back', async () => {
    (await connectCaller()).write(framed(`{"pattern":"ai.sessions.list","id":${DEEP},"data":{}}`));
    await connectCaller();
    expect(log.all()).not.toContain('ERROR');
  });

  it('explains once why the service closes the connection of a client that does not read', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    callers.push(connect((server.address() as AddressInfo).port, '127.0.0.1').pause());
    const [near] = (await once(server, 'connection')) as [Socket];
    const connection = new MessageSocket(near);
    for (let sent = 0; sent < 80; sent++) connection.sendMessage({ text: 'x'.repeat(1_000_000) });
    server.close();
    const closeLines = log.lines().filter((line) => line.includes('was closed'));
    expect(closeLines).toHaveLength(1);
    expect(closeLines[0]).toContain('it does not read its replies');
  });
});
