import { setTimeout as sleep } from 'node:timers/promises';
import { TcpProxy } from '../support/tcp-proxy.js';
import { startHaproxy } from './haproxy.js';
import { PostgresNode } from './postgres-node.js';
import { waitUntil } from './resources.js';

const PROBE_INTERVAL_MS = 250;
/** So many probes in a row must fail before the standby is promoted. */
const FAILED_PROBES = 3;

interface Member {
  readonly node: PostgresNode;
  /** The way by which the other server replicates from this one. */
  readonly link: TcpProxy;
}

/** A primary and its synchronous standby behind HAProxy. */
export class Cluster {
  private constructor(
    private members: readonly [primary: Member, standby: Member],
    /** The address that leads to whichever server is the primary. */
    readonly url: string,
    private readonly isSynchronous: boolean,
  ) {}

  /** @param isSynchronous Whether a commit waits for the standby. Otherwise a failover loses changes. */
  static async start(isSynchronous: boolean): Promise<Cluster> {
    const memberOf = async (name: string): Promise<Member> => {
      const node = await PostgresNode.prepare(name);
      return { node, link: await TcpProxy.to(node.url) };
    };
    const members = [await memberOf('one'), await memberOf('two')] as const;
    const [primary, standby] = members;
    await primary.node.initialize();
    await primary.node.start();
    await standby.node.clone(primary.link.address);
    await standby.node.start();
    const url = await startHaproxy(members.map(({ node }) => node));
    const cluster = new Cluster(members, url, isSynchronous);
    await cluster.synchronize();
    return cluster;
  }

  get primary(): PostgresNode {
    return this.members[0].node;
  }

  /** Stops replication: commits wait, and nothing that happens from now on reaches the standby. */
  async isolateStandby(): Promise<void> {
    await this.members[0].link.cut();
  }

  /** Crashes the primary and starts it again: what it committed without the standby becomes visible. */
  async restartPrimary(): Promise<void> {
    await this.primary.stop('SIGQUIT');
    await this.primary.start();
  }

  /** Promotes the standby once the primary has not answered several times in a row. */
  async failOver(): Promise<void> {
    for (let failed = 0; failed < FAILED_PROBES;) {
      failed = await this.primary.query('SELECT 1').then(
        () => 0,
        () => failed + 1,
      );
      await sleep(PROBE_INTERVAL_MS);
    }
    const [lost, standby] = this.members;
    await standby.node.query('SELECT pg_promote()');
    this.members = [standby, lost];
  }

  /**
   * Makes the lost server the standby of the new primary.
   *
   * @param method How it gets the data: `rewind` copies what differs, `clone` everything.
   */
  async rebuildStandby(method: 'rewind' | 'clone'): Promise<void> {
    const [primary, standby] = this.members;
    await primary.node.query('CHECKPOINT'); // pg_rewind reads from its control file which timeline the primary has
    await standby.link.cut().catch(() => undefined); // is cut already if the standby was isolated
    await standby.link.restore();
    await standby.node[method](primary.link.address);
    await standby.node.start();
    // It is copied from a server that once waited for this one.
    await standby.node.query('ALTER SYSTEM RESET synchronous_standby_names');
    await standby.node.query('SELECT pg_reload_conf()');
    await this.synchronize();
  }

  /**
   * Waits until the standby has everything, and makes commits wait for it from now on. Until then the primary answers
   * without a standby: otherwise the loss of either server would stop all writes until it is rebuilt.
   */
  private async synchronize(): Promise<void> {
    const { primary } = this;
    const standbyIs = async (condition: string): Promise<boolean> =>
      (await primary.query(`SELECT 1 FROM pg_stat_replication WHERE ${condition}`)).length > 0;
    await waitUntil('the standby follows', () => standbyIs(`state = 'streaming'`));
    if (this.isSynchronous) {
      await primary.query(`ALTER SYSTEM SET synchronous_standby_names = '*'`);
      await primary.query('SELECT pg_reload_conf()');
      await waitUntil('the standby is synchronous', () => standbyIs(`sync_state = 'sync'`));
    }
    await primary.query('CHECKPOINT'); // done by the process that makes commits wait, after it has read the setting
    const [row] = await primary.query<{ lsn: string }>('SELECT pg_current_wal_lsn() AS lsn');
    await waitUntil('the standby has everything', () => standbyIs(`flush_lsn >= '${row?.lsn ?? ''}'`));
  }
}
