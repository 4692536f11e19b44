import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './history.js';
import type { KnownObject, Operations } from './operations.js';
import type { Random } from './random.js';
import { Reviewer, type ReviewedSession } from './reviewer.js';

const MAX_OBJECTS = 8;
/** The probability that a client works with actions. */
const REVIEWS = 0.4;

/** What all clients change. */
export interface SharedObjects {
  readonly plain: readonly KnownObject[];
  readonly reviewed: readonly ReviewedSession[];
}

/** One caller of the service that does one thing after another. */
export class Client {
  private readonly objects: KnownObject[] = [];
  private readonly reviewer: Reviewer;

  constructor(
    private readonly operations: Operations,
    private readonly random: Random,
  ) {
    this.reviewer = new Reviewer(operations, random);
  }

  /** Works until `isStopping`. @throws Error if an operation is not answered in time. */
  async run(shared: SharedObjects, isStopping: () => boolean): Promise<void> {
    while (!isStopping()) {
      if (this.random.chance(REVIEWS)) await this.reviewer.act(shared.reviewed);
      else await this.act(shared.plain);
      await sleep(this.random.between(0, 20));
    }
  }

  private async act(shared: readonly KnownObject[]): Promise<void> {
    const { objects, random } = this;
    if (objects.length === 0 || (objects.length < MAX_OBJECTS && random.chance(0.3))) {
      const object = await this.operations.create('create', random.chance(0.7));
      if (object) objects.push(object);
      return;
    }
    const object = random.pick(objects);
    const choice = random.next();
    if (choice < 0.4) await this.patch(object, random.chance(0.5));
    else if (choice < 0.55) await this.delete(object);
    else if (choice < 0.75) await this.read(object);
    else if (choice < 0.9) await this.patchShared(random.pick(shared));
    else await this.operations.repeat();
  }

  private async patch(object: KnownObject, isConditional: boolean): Promise<void> {
    const { name, id, version } = object;
    const { answer } = await this.operations.run('patch', name, {
      id,
      ...(isConditional && { expectedVersion: version }),
    });
    object.version = answer?.version ?? NaN;
  }

  private async delete(object: KnownObject): Promise<void> {
    await this.operations.run('delete', object.name, { id: object.id });
    this.objects.splice(this.objects.indexOf(object), 1);
  }

  private async read({ name, id }: KnownObject): Promise<Answer | undefined> {
    return (await this.operations.run('read', name, { id })).answer;
  }

  /** Changes an object that others change too, if nobody was faster. */
  private async patchShared(object: KnownObject): Promise<void> {
    const { name, id } = object;
    const { version: expectedVersion } = (await this.read(object)) ?? {};
    if (expectedVersion !== undefined) await this.operations.run('patch', name, { id, expectedVersion });
  }
}
