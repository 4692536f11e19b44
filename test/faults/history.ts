/** What an operation does to its object. The last four concern the actions of a session. */
export type OperationKind =
  'create' | 'createAccount' | 'patch' | 'delete' | 'read' | 'stage' | 'remove' | 'clear' | 'apply';

/** A call that is staged as an action of a session. */
export interface StagedCall {
  readonly functionName: string;
  /** What it does when it is applied. `send` reaches an executor; a `refused` one fails. */
  readonly effect: 'create' | 'patch' | 'delete' | 'send' | 'refused';
  /** The client's name for what it creates, patches or deletes. No other session changes that. */
  readonly object: string;
  /** The service's id of what it refers to. */
  readonly targetId?: string;
}

/** One change or read that a client wants, however many calls it takes. */
export interface Operation {
  /** Unique in the run. It is the idempotency key of a keyed operation. */
  readonly id: string;
  readonly kind: OperationKind;
  /** The client's name for the object. The values of an object begin with it and a space. */
  readonly object: string;
  /** What a create or patch stores, or the description of an action; unique in the run. */
  readonly value?: string;
  /** Of `stage`. */
  readonly call?: StagedCall;
  /** Of `remove`: the id of the operation that staged the action. */
  readonly removes?: string;
  /** Whether its calls carry an idempotency key. */
  readonly isKeyed: boolean;
}

/** What the service says of an object or, to `stage`, of an action. */
export interface Answer {
  /** The service's id. */
  readonly id?: string;
  readonly value?: string;
  readonly version?: number;
  /** The open actions of a session, in order: the id of the operation that staged each, and its status. */
  readonly actions?: readonly string[];
  /** Whether the log of a session says that its apply stopped early. */
  readonly isStopped?: boolean;
}

/** How one call ended. */
export type Outcome =
  | { readonly type: 'answered'; readonly answer: Answer }
  /** 412: the object has another version than the call expects. */
  | { readonly type: 'outdated' }
  /** 409 with `Retry-After`: the actions of the session are being applied. */
  | { readonly type: 'busy' }
  /** 409 without it: the action has been applied, so it cannot be removed. */
  | { readonly type: 'applied' }
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

/** The answers to an operation. */
export const answersOf = ({ outcomes }: Entry): Answer[] =>
  outcomes.flatMap((outcome) => (outcome.type === 'answered' ? [outcome.answer] : []));

/** Everything that clients asked for and everything that they were told. */
export class History {
  /** In the order in which the operations began. */
  readonly entries: Entry[] = [];
  /**
   * Objects that several clients change at once, each with `If-Match`. Every other object belongs to one client, which
   * begins an operation on it after the one before has ended.
   */
  readonly shared = new Set<string>();
  /** The operations that staged the calls that an executor received, in order. */
  readonly received: string[] = [];
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
    const counts = { answered: 0, outdated: 0, busy: 0, applied: 0, unavailable: 0, broken: 0, wrong: 0 };
    for (const { outcomes } of this.entries) for (const { type } of outcomes) counts[type]++;
    return counts;
  }
}
