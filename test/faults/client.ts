import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from './callers.js';
import type { Answer, Entry, History, Operation, OperationKind } from './history.js';
import type { Random } from './random.js';
import { requestOf } from './requests.js';

/** An operation must be answered in this time, in ms, whatever fails meanwhile. */
const OPERATION_TIMEOUT_MS = 180_000;
const MAX_OBJECTS = 8;

/** An object of a client, as the service last described it. */
export interface KnownObject {
  readonly name: string;
  readonly id: string;
  version: number;
}

/** A keyed change that was answered, to be sent again. */
interface Answered {
  readonly entry: Entry;
  readonly id: string;
  readonly expectedVersion?: number;
}

/** One caller of the service that does one thing after another. */
export class Client {
  private readonly objects: KnownObject[] = [];
  private readonly answered: Answered[] = [];
  private count = 0;

  constructor(
    private readonly name: string,
    private readonly history: History,
    private readonly callers: readonly Caller[],
    private readonly random: Random,
  ) {}

  /** Works until `isStopping`. @throws Error if an operation is not answered in time. */
  async run(shared: readonly KnownObject[], isStopping: () => boolean): Promise<void> {
    while (!isStopping()) {
      await this.act(shared);
      await sleep(this.random.between(0, 20));
    }
  }

  /** Creates an object that all clients change. */
  async createShared(): Promise<KnownObject> {
    const object = await this.create(true);
    if (!object) throw new Error('A shared object was not created.');
    this.history.shared.add(object.name);
    return object;
  }

  private async act(shared: readonly KnownObject[]): Promise<void> {
    const { objects, random } = this;
    if (objects.length === 0 || (objects.length < MAX_OBJECTS && random.chance(0.3))) {
      const object = await this.create(random.chance(0.7));
      if (object) objects.push(object);
      return;
    }
    const object = random.pick(objects);
    const choice = random.next();
    if (choice < 0.4) await this.patch(object, random.chance(0.5));
    else if (choice < 0.55) await this.delete(object);
    else if (choice < 0.75) await this.read(object);
    else if (choice < 0.9) await this.patchShared(random.pick(shared));
    else if (this.answered.length > 0) await this.repeat(random.pick(this.answered));
  }

  private async create(isKeyed: boolean): Promise<KnownObject | undefined> {
    const name = `${this.name}.${this.count}`;
    const { id, version = 0 } = (await this.change('create', name, isKeyed, '')) ?? {};
    return id === undefined ? undefined : { name, id, version };
  }

  private async patch(object: KnownObject, isConditional: boolean): Promise<void> {
    const expectedVersion = isConditional ? object.version : undefined;
    const answer = await this.change('patch', object.name, true, object.id, expectedVersion);
    object.version = answer?.version ?? NaN;
  }

  private async delete(object: KnownObject): Promise<void> {
    await this.change('delete', object.name, true, object.id);
    this.objects.splice(this.objects.indexOf(object), 1);
  }

  private async read({ name, id }: KnownObject): Promise<Answer | undefined> {
    return this.change('read', name, false, id);
  }

  /** Changes an object that others change too, if nobody was faster. */
  private async patchShared(object: KnownObject): Promise<void> {
    const { version } = (await this.read(object)) ?? {};
    if (version !== undefined) await this.change('patch', object.name, true, object.id, version);
  }

  /** A retry of a change that was answered some time ago; other changes have followed. */
  private async repeat({ entry, id, expectedVersion }: Answered): Promise<void> {
    await this.perform(entry, id, expectedVersion);
  }

  private async change(
    kind: OperationKind,
    object: string,
    isKeyed: boolean,
    id: string,
    expectedVersion?: number,
  ): Promise<Answer | undefined> {
    const operationId = `${this.name}.${this.count++}`;
    const operation: Operation = {
      id: operationId,
      kind,
      object,
      isKeyed,
      ...((kind === 'create' || kind === 'patch') && { value: `${object} ${operationId}` }),
    };
    const entry = this.history.begin(operation);
    const answer = await this.perform(entry, id, expectedVersion);
    if (answer && isKeyed) this.answered.push({ entry, id, expectedVersion });
    if (this.answered.length > 50) this.answered.shift();
    return answer;
  }

  /**
   * Calls until there is an answer. A change without a key is called once, because a retry could make it twice.
   *
   * @returns `undefined` if it is unknown whether the change was made, or it was not.
   */
  private async perform(entry: Entry, id: string, expectedVersion?: number): Promise<Answer | undefined> {
    const { operation } = entry;
    const request = requestOf(operation, id, expectedVersion);
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
      const settled = outcomes.find(({ type }) => type !== 'unavailable' && type !== 'broken');
      if (settled) return settled.type === 'answered' ? settled.answer : undefined;
      await sleep(this.random.between(50, 250));
      if (!operation.isKeyed && operation.kind !== 'read') return undefined;
    }
    throw new Error(`${operation.id} was not answered within ${OPERATION_TIMEOUT_MS / 1000} s.`);
  }
}
