import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from './callers.js';
import type { Answer, Entry, History, Operation, OperationKind } from './history.js';
import type { Random } from './random.js';
import { requestOf, type TargetIds } from './requests.js';

/** An operation must be answered in this time, in ms, whatever fails meanwhile. */
const OPERATION_TIMEOUT_MS = 60_000;
/** How many answered operations a client can repeat. */
const MAX_ANSWERED = 50;
const STORING: readonly OperationKind[] = ['create', 'createAccount', 'patch', 'stage'];

/** An object of a client, as the service last described it. */
export interface KnownObject {
  readonly name: string;
  readonly id: string;
  version: number;
}

/** What an operation is about. */
type Details = Pick<Operation, 'call' | 'removes'> &
  Partial<TargetIds> & {
    readonly isKeyed?: boolean;
    readonly expectedVersion?: number;
  };

/** A keyed change that was answered, to be sent again. */
interface Answered {
  readonly entry: Entry;
  readonly ids: TargetIds;
  readonly expectedVersion?: number;
}

/** The operations of one client: it calls until there is an answer, and records everything. */
export class Operations {
  private readonly answered: Answered[] = [];
  private count = 0;

  constructor(
    private readonly client: string,
    private readonly history: History,
    private readonly callers: readonly Caller[],
    private readonly random: Random,
  ) {}

  /** A name for an object that nobody has. */
  newName(): string {
    return `${this.client}.${this.count++}`;
  }

  /** Creates an object. @returns `undefined` if it is unknown whether it was created. */
  async create(kind: 'create' | 'createAccount' = 'create', isKeyed = true): Promise<KnownObject | undefined> {
    const name = this.newName();
    const { id, version = 1 } = (await this.run(kind, name, { isKeyed })).answer ?? {};
    return id === undefined ? undefined : { name, id, version };
  }

  /**
   * Runs an operation; with an idempotency key by default.
   *
   * @returns Its id, and the answer; none if it is unknown whether a change was made, or it was not.
   */
  async run(kind: OperationKind, object: string, details: Details): Promise<{ id: string; answer?: Answer }> {
    const { isKeyed = kind !== 'read', id = '', actionId, expectedVersion, ...others } = details;
    const operationId = this.newName();
    const value = STORING.includes(kind) && { value: `${object} ${operationId}` };
    const operation: Operation = { id: operationId, kind, object, isKeyed, ...others, ...value };
    const entry = this.history.begin(operation);
    const ids = { id, actionId };
    const answer = await this.perform(entry, ids, expectedVersion);
    if (answer && isKeyed) this.answered.push({ entry, ids, expectedVersion });
    if (this.answered.length > MAX_ANSWERED) this.answered.shift();
    return { id: operationId, answer };
  }

  /** A retry of a change that was answered some time ago; other changes have followed. */
  async repeat(): Promise<void> {
    if (this.answered.length === 0) return;
    const { entry, ids, expectedVersion } = this.random.pick(this.answered);
    await this.perform(entry, ids, expectedVersion);
  }

  /** Calls until there is an answer. A change without a key is called once, because a retry could make it twice. */
  private async perform(entry: Entry, ids: TargetIds, expectedVersion?: number): Promise<Answer | undefined> {
    const { operation } = entry;
    const request = requestOf(operation, ids, expectedVersion);
    const deadline = performance.now() + OPERATION_TIMEOUT_MS;
    while (performance.now() < deadline) {
      const calls = operation.isKeyed && this.random.chance(0.1) ? 2 : 1;
      const outcomes = await Promise.all(
        Array.from({ length: calls }, async () => {
          const outcome = await this.random.pick(this.callers)(request);
          this.history.record(entry, outcome);
          return outcome;
        }),
      );
      const settled = outcomes.find(({ type }) => !['unavailable', 'broken', 'busy'].includes(type));
      if (settled) return settled.type === 'answered' ? settled.answer : undefined;
      await sleep(this.random.between(50, 250));
      if (!operation.isKeyed && operation.kind !== 'read') return undefined;
    }
    throw new Error(`${operation.id} was not answered within ${OPERATION_TIMEOUT_MS / 1000} s.`);
  }
}
