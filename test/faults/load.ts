import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from './callers.js';
import { Client, type SharedObjects } from './client.js';
import type { History } from './history.js';
import { type KnownObject, Operations } from './operations.js';
import { Random } from './random.js';
import { Reviewer, type ReviewedSession } from './reviewer.js';

const SHARED_OBJECTS = 4;
const SHARED_REVIEWED_SESSIONS = 2;

interface LoadOptions {
  readonly clients: number;
  readonly seed: number;
}

/** Clients that change sessions and their actions until they are stopped, and know every answer. */
export class Load {
  private isStopping = false;
  private clients: Promise<void>[] = [];

  /**
   * @param history Where everything is recorded.
   * @param callers The transports; each call takes one of them.
   */
  constructor(
    readonly history: History,
    private readonly callers: readonly Caller[],
    private readonly options: LoadOptions,
  ) {}

  async start(): Promise<void> {
    const { clients, seed } = this.options;
    const shared = await this.createShared();
    this.clients = Array.from({ length: clients }, (_, number) => {
      const random = new Random(seed + number + 1);
      return new Client(this.operationsOf(`c${number}`, random), random).run(shared, () => this.isStopping);
    });
    // `stop` awaits the clients. Until then, no failure of one ends the process.
    for (const client of this.clients) client.catch(() => undefined);
  }

  /** Waits for the next answer to a change. @throws Error if there is none in time. */
  async progress(timeoutMs: number): Promise<void> {
    const { changedAt } = this.history;
    const [before, deadline] = [changedAt.length, performance.now() + timeoutMs];
    while (changedAt.length === before) {
      if (performance.now() > deadline) throw new Error(`No change was answered within ${timeoutMs / 1000} s.`);
      await sleep(5);
    }
  }

  /** Begins no more operations, and waits until each keyed one is answered. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.clients);
  }

  /** Creates what all clients change. */
  private async createShared(): Promise<SharedObjects> {
    const random = new Random(this.options.seed);
    const operations = this.operationsOf('shared', random);
    const plain: KnownObject[] = [];
    const reviewed: ReviewedSession[] = [];
    while (plain.length < SHARED_OBJECTS) plain.push(this.share(await operations.create()));
    const reviewer = new Reviewer(operations, random);
    while (reviewed.length < SHARED_REVIEWED_SESSIONS) reviewed.push(this.share(await reviewer.begin()));
    return { plain, reviewed };
  }

  private share<T extends KnownObject>(object: T | undefined): T {
    if (!object) throw new Error('A shared object was not created.');
    this.history.shared.add(object.name);
    return object;
  }

  private operationsOf(client: string, random: Random): Operations {
    return new Operations(client, this.history, this.callers, random);
  }
}
