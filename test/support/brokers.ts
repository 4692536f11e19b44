import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { temporaryFolder } from './service-process.js';

const run = promisify(execFile);

/** A message broker, or a part of one, that nobody else uses. */
export interface Broker {
  /** What `TRANSPORT_URL` is to be. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A broker that tests can have. */
export interface BrokerKind {
  readonly name: string;
  /** What must be there for it. */
  readonly needs: string;
  isThere(): Promise<boolean>;
  start(): Promise<Broker>;
}

const RABBITMQ = new URL(process.env.TEST_AMQP_URL ?? 'amqp://guest:guest@127.0.0.1:5672');

export const nats: BrokerKind = {
  name: 'NATS',
  needs: 'a nats-server on the PATH',
  isThere: () => canRun('nats-server', '--version'),
  start: () => own('nats:', (port) => ['nats-server', '-a', '127.0.0.1', '-p', port]),
};

export const redis: BrokerKind = {
  name: 'Redis',
  needs: 'a redis-server on the PATH',
  isThere: () => canRun('redis-server', '--version'),
  start: () => own('redis:', (port) => ['redis-server', '--bind', '127.0.0.1', '--port', port, '--save', '']),
};

/** A virtual host of its own on the RabbitMQ there is: it takes too long to start another. */
export const rabbitmq: BrokerKind = {
  name: 'RabbitMQ',
  needs: `a RabbitMQ at ${RABBITMQ.host} (TEST_AMQP_URL), and its rabbitmqctl`,
  isThere: async () =>
    (await accepts(RABBITMQ.hostname, Number(RABBITMQ.port || 5672))) && (await canRun('rabbitmqctl', 'version')),
  start: async () => {
    const host = `voice-api-test-${randomBytes(4).toString('hex')}`;
    await run('rabbitmqctl', ['add_vhost', host]);
    await run('rabbitmqctl', ['set_permissions', '-p', host, RABBITMQ.username, '.*', '.*', '.*']);
    const stop = async (): Promise<void> => {
      await run('rabbitmqctl', ['delete_vhost', host]);
    };
    return { url: new URL(`/${host}`, RABBITMQ).href, stop };
  },
};

/** A port of this machine that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

async function own(protocol: string, command: (port: string) => string[]): Promise<Broker> {
  const port = await freePort();
  const [program = '', ...args] = command(String(port));
  const child = spawn(program, args, { stdio: 'ignore', cwd: temporaryFolder() });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  while (!(await accepts('127.0.0.1', port))) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}.`);
    await sleep(20);
  }
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  return { url: `${protocol}//127.0.0.1:${port}`, stop };
}

const canRun = (program: string, argument: string): Promise<boolean> =>
  run(program, [argument]).then(
    () => true,
    () => false,
  );

const accepts = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, host);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
