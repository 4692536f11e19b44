import type { TcpProxy } from '../support/tcp-proxy.js';
import type { PostgresNode } from './postgres-node.js';
import type { ServiceClock } from './service-clock.js';
import type { Service } from './service.js';
import type { StoredRow } from './violation.js';

/** A database on which faults can be brought about. */
export type RigDatabase =
  | {
      readonly dialect: 'sqlite';
      readonly url: string;
      /** The path of the database. */
      readonly file: string;
      /** The folder of the file system that may be filled; `undefined` if it is not one of its own. */
      readonly smallDisk?: string;
      readonly stored: () => Promise<StoredRow[]>;
    }
  | {
      readonly dialect: 'postgres';
      readonly url: string;
      readonly server: PostgresNode;
      /** The connection between service and server. */
      readonly link: TcpProxy;
      readonly stored: () => Promise<StoredRow[]>;
    };

/** Everything that a fault can break. */
export interface Rig {
  readonly service: Service;
  readonly clock: ServiceClock;
  readonly database: RigDatabase;
  /** The connection between service and broker; `undefined` without a broker. */
  readonly brokerLink?: TcpProxy;
}
