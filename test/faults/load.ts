import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from './callers.js';
import { Client, type KnownObject } from './client.js';
import { History } from './history.js';
import { Random } from './random.js';

const SHARED_OBJECTS = 4;

/** Clients that create, patch, read and delete sessions until they are stopped, and know every answer. */
export class Load {
  readonly history = new History();
  private isStopping = false;
  private clients: Promise<void>[] = [];

  /** @param callers The transports; each call takes one of them. */
  constructor(
    private readonly callers: readonly Caller[],
    private readonly options: { readonly clients: number; readonly seed: number },
  ) {}

  async start(): Promise<void> {
    const { clients, seed } = this.options;
    const clientOf = (name: string, number: number): Client =>
      new Client(name, this.history, this.callers, new Random(seed + number));
    const owner = clientOf('shared', 0);
    const shared: KnownObject[] = [];
    for (let number = 0; number < SHARED_OBJECTS; number++) shared.push(await owner.createShared());
    this.clients = Array.from({ length: clients }, (_, number) =>
      clientOf(`c${number}`, number + 1).run(shared, () => this.isStopping),
    );
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
}
