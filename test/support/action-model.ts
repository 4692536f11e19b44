/** What an action does when it is applied. */
export type Effect =
  | { readonly kind: 'create-account'; readonly name: number }
  | { readonly kind: 'rename-account'; readonly account: number; readonly name: number }
  | { readonly kind: 'delete-account'; readonly account: number }
  | { readonly kind: 'create-session'; readonly account: number | null }
  | { readonly kind: 'patch-own-session' }
  | { readonly kind: 'delete-other-session' }
  | { readonly kind: 'call-executor'; readonly outcome: 'ok' | 'refused' | 'crash' };

export interface ModelAction {
  readonly id: string;
  readonly effect: Effect;
  status: 'Waiting' | 'Applying' | 'Applied' | 'Failed';
}

/** A key under which an apply was sent, and what a retry must get. */
export interface ModelKey {
  readonly ifMatch: string | undefined;
  /** The first response; undefined until it is known. */
  answer?: { readonly text: string; readonly etag: string | null } | undefined;
  /** Whether the apply has ended, or another has taken its place. */
  isDone: boolean;
}

/** What the service should have stored: one session, and what its actions change. */
export class ActionModel {
  /** All actions that are kept, in order. */
  actions: ModelAction[] = [];
  stagedCount = 0;
  version = 1;
  /** The names of the accounts by their numbers; those of accounts that actions created have none. */
  readonly accounts = new Map<number, number>([
    [0, 0],
    [1, 1],
  ]);
  readonly createdNames = new Set<number>();
  /** The accounts of the sessions that actions created. */
  readonly createdSessions: (number | null)[] = [];
  hasOtherSession = true;
  /** The calls that the executor must have received, by the ids of the actions. */
  readonly calls: string[] = [];
  /** The outcomes in the log of the last apply. */
  log: string[] = [];
  readonly keys = new Map<string, ModelKey>();
  /** The apply that a crash has interrupted: its key, and the last action that it applies. */
  private interrupted: { readonly key: string; readonly through: string } | undefined;

  get open(): ModelAction[] {
    return this.actions.filter(({ status }) => status !== 'Applied');
  }

  stage(id: string, effect: Effect): void {
    this.actions.push({ id, effect, status: 'Waiting' });
    this.stagedCount++;
  }

  remove(action: ModelAction): void {
    this.actions = this.actions.filter((other) => other !== action);
  }

  /** Whether a retry with this key continues the apply that a crash has interrupted. */
  isContinued(key: string | undefined): boolean {
    return key !== undefined && this.interrupted?.key === key;
  }

  /** Applies what is open. @returns Whether the apply ends with a response; otherwise it crashes. */
  apply(key: string | undefined): boolean {
    const isContinued = this.isContinued(key);
    if (this.open.length === 0 && !isContinued) return true;
    const through = isContinued ? this.interrupted?.through : this.actions.at(-1)?.id;
    if (!isContinued) {
      this.log = [];
      const earlier = this.interrupted && this.keys.get(this.interrupted.key);
      if (earlier) earlier.isDone = true;
    }
    this.interrupted = undefined;
    if (this.run(through)) return true;
    if (key !== undefined && through !== undefined) this.interrupted = { key, through };
    return false;
  }

  private run(through: string | undefined): boolean {
    for (const action of this.open.filter(({ id }) => through !== undefined && id <= through)) {
      const { id, effect } = action;
      const isFirstCall = !this.calls.includes(id);
      if (effect.kind === 'call-executor') {
        action.status = 'Applying';
        this.calls.push(id);
        if (effect.outcome === 'crash' && isFirstCall) return false;
      }
      const succeeds = this.perform(effect);
      action.status = succeeds ? 'Applied' : 'Failed';
      this.log.push(`${action.status} ${id}`);
      if (!succeeds) return true;
    }
    return true;
  }

  /** @returns Whether the operation accepts the request. */
  private perform(effect: Effect): boolean {
    switch (effect.kind) {
      case 'create-account':
        if (this.isTaken(effect.name)) return false;
        this.createdNames.add(effect.name);
        return true;
      case 'rename-account': {
        const current = this.accounts.get(effect.account);
        if (current === undefined || (current !== effect.name && this.isTaken(effect.name))) return false;
        this.accounts.set(effect.account, effect.name);
        return true;
      }
      case 'delete-account':
        return !this.createdSessions.includes(effect.account) && this.accounts.delete(effect.account);
      case 'create-session':
        if (effect.account !== null && !this.accounts.has(effect.account)) return false;
        this.createdSessions.push(effect.account);
        return true;
      case 'delete-other-session': {
        const existed = this.hasOtherSession;
        this.hasOtherSession = false;
        return existed;
      }
      case 'patch-own-session':
        return true;
      case 'call-executor':
        return effect.outcome !== 'refused';
    }
  }

  private isTaken(name: number): boolean {
    return this.createdNames.has(name) || [...this.accounts.values()].includes(name);
  }
}
