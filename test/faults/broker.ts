import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../support/free-port.js';
import { addressOf } from '../support/tcp-proxy.js';
import { launch, newFolder, waitUntil } from './resources.js';

/** Debian installs it where only an administrator's PATH leads. */
const PROGRAM = [...(process.env.PATH ?? '').split(':'), '/usr/sbin']
  .map((folder) => join(folder, 'nats-server'))
  .find((path) => existsSync(path));

/** Starts a NATS server of this run. @returns Its address; `undefined` if NATS is not installed. */
export async function startNats(name: string): Promise<string | undefined> {
  if (PROGRAM === undefined) return undefined;
  const url = `nats://127.0.0.1:${await freePort()}`;
  const { host, port } = addressOf(url);
  const folder = newFolder(name);
  launch(PROGRAM, ['-a', host, '-p', String(port)], join(folder, 'log'), { cwd: folder });
  await waitUntil('NATS accepts connections', async () => {
    const socket = connect(port, host);
    try {
      await once(socket, 'connect');
      return true;
    } finally {
      socket.destroy();
    }
  });
  return url;
}
