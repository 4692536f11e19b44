/** What an operation does to its object. */
export type OperationKind = 'create' | 'patch' | 'delete' | 'read';

/** One change or read that a client wants, however many calls it takes. */
export interface Operation {
  /** Unique in the run. It is the idempotency key of a keyed operation. */
  readonly id: string;
  readonly kind: OperationKind;
  /** The client's name for the object. The values of an object begin with it and a space. */
  readonly object: string;
  /** What a create or patch stores; unique in the run. */
  readonly value?: string;
  /** Whether its calls carry an idempotency key. */
  readonly isKeyed: boolean;
}

/** What the service says of an object. */
export interface Answer {
  /** The service's id of the object. */
  readonly id?: string;
  readonly value?: string;
  readonly version?: number;
}

/** How one call ended. */
export type Outcome =
  | { readonly type: 'answered'; readonly answer: Answer }
  /** 412: the object has another version than the call expects. */
  | { readonly type: 'outdated' }
  /** 503 or 429 with `Retry-After`. The change may have been made. */
  | { readonly type: 'unavailable'; readonly status: number }
  /** No response: the change may have been made. */
  | { readonly type: 'broken'; readonly reason: string }
  /** A response that the service must not give to a correct call, whatever fails. */
  | { readonly type: 'wrong'; readonly reason: string };

/** An operation with the outcomes of its calls. */
export interface Entry {
  readonly operation: Operation;
  readonly outcomes: Outcome[];
}

/** Everything that clients asked for and everything that they were told. */
export class History {
  /** In the order in which the operations began. */
  readonly entries: Entry[] = [];
  /**
   * Objects that several clients change at once, each with `If-Match`. Every other object belongs to one client, which
   * begins an operation on it after the one before has ended.
   */
  readonly shared = new Set<string>();
  /** The times of the answers to changes, by the monotonic clock, in ms. */
  readonly changedAt: number[] = [];

  begin(operation: Operation): Entry {
    const entry = { operation, outcomes: [] };
    this.entries.push(entry);
    return entry;
  }

  record({ operation, outcomes }: Entry, outcome: Outcome): void {
    outcomes.push(outcome);
    if (outcome.type === 'answered' && operation.kind !== 'read') this.changedAt.push(performance.now());
  }

  /** How many calls had each outcome. */
  counts(): Record<Outcome['type'], number> {
    const counts = { answered: 0, outdated: 0, unavailable: 0, broken: 0, wrong: 0 };
    for (const { outcomes } of this.entries) for (const { type } of outcomes) counts[type]++;
    return counts;
  }
}
