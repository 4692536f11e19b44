import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../support/free-port.js';
import type { PostgresNode } from './postgres-node.js';
import { hasEnded, launch, newFolder, waitUntil } from './resources.js';

/** Debian installs it where only an administrator's PATH leads. */
const PROGRAM = [...(process.env.PATH ?? '').split(':'), '/usr/sbin']
  .map((folder) => join(folder, 'haproxy'))
  .find((path) => existsSync(path));

/** The row that PostgreSQL sends for `false`: one column, one byte, `f`. */
const DATA_ROW_FALSE = '440000000b00010000000166';

/** @returns A message of PostgreSQL's protocol: its type, its length and its content, in hexadecimal. */
function message(type: string, content: Buffer): string {
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length + length.length);
  return Buffer.concat([Buffer.from(type), length, content]).toString('hex');
}

/** The start of a connection with version 3.0 of the protocol, and the question whether the server is a standby. */
const HEALTH_CHECK = [
  message('', Buffer.from('\0\x03\0\0user\0postgres\0database\0postgres\0\0')),
  message('Q', Buffer.from('SELECT pg_is_in_recovery()\0')),
];

const configuration = (port: number, nodes: readonly PostgresNode[]): string => `
global
  maxconn 1000
defaults
  mode tcp
  retries 0
  timeout connect 1s
  timeout client 1h
  timeout server 1h
  timeout check 1s
listen primary
  bind 127.0.0.1:${port}
  option tcp-check
  tcp-check connect
${HEALTH_CHECK.map((bytes) => `  tcp-check send-binary ${bytes}`).join('\n')}
  tcp-check expect binary ${DATA_ROW_FALSE}
  default-server inter 200ms fall 2 rise 1 on-marked-down shutdown-sessions
${nodes.map(({ name, port: to }) => `  server ${name} 127.0.0.1:${to} check`).join('\n')}
`;

/** Whether HAProxy is installed. */
export const isHaproxyInstalled = (): boolean => PROGRAM !== undefined;

/**
 * Starts HAProxy, which passes connections to the server that is the primary.
 *
 * @returns The address of the primary.
 */
export async function startHaproxy(nodes: readonly PostgresNode[]): Promise<string> {
  const port = await freePort();
  const folder = newFolder('haproxy');
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, configuration(port, nodes));
  const child = launch(PROGRAM ?? 'haproxy', ['-db', '-f', file], join(folder, 'log'), {});
  await waitUntil('HAProxy runs', () => Promise.resolve(!hasEnded(child)));
  return `postgres://postgres@127.0.0.1:${port}/postgres`;
}
