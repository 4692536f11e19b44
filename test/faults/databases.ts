import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { TcpProxy } from '../support/tcp-proxy.js';
import { PostgresNode } from './postgres-node.js';
import { atEnd, newFolder } from './resources.js';
import type { RigDatabase } from './rig.js';
import { storedInPostgres, storedInSqlite } from './stored.js';

const DISK_SIZE = '512m';

/** A new SQLite database, on a small file system of its own if this user may mount one. */
export function sqliteDatabase(): RigDatabase {
  const folder = newFolder('sqlite');
  const smallDisk = mountSmallDisk(folder) ? folder : undefined;
  const file = join(folder, 'voice.db');
  const stored = () => Promise.resolve(storedInSqlite(file));
  return { dialect: 'sqlite', url: `sqlite:${file}`, file, smallDisk, stored };
}

/** A new PostgreSQL server, and a connection to it that can be cut. */
export async function postgresDatabase(): Promise<RigDatabase> {
  const server = await PostgresNode.prepare('postgres');
  await server.initialize();
  await server.start();
  const link = await TcpProxy.to(server.url);
  return { dialect: 'postgres', url: link.address, server, link, stored: () => storedInPostgres(server.url) };
}

function mountSmallDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_SIZE},mode=700`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return false;
  }
  atEnd(() => execFileSync('umount', ['--lazy', folder]));
  return true;
}
