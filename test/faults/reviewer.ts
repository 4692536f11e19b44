import type { Answer, StagedCall } from './history.js';
import type { KnownObject, Operations } from './operations.js';
import type { Random } from './random.js';
import { EXECUTOR_FUNCTION } from './requests.js';

/** A session keeps 1,000 actions: fewer are staged, so that the check finds all of them. */
const MAX_STAGED = 900;
const MAX_STAGED_OWN = 60;
const MAX_OPEN = 12;

/** A session whose actions are staged, removed and applied, with what they change. */
export interface ReviewedSession extends KnownObject {
  readonly targetSession: KnownObject;
  readonly targetAccount: KnownObject;
  /** How many actions were staged. */
  staged: number;
  /** The open actions by the ids of the operations that staged them. Not kept for a session that others change too. */
  readonly open: Map<string, { readonly actionId: string; hasFailed: boolean }>;
}

/** Works with the actions of sessions: one of its own, and those that all clients change. */
export class Reviewer {
  private own: ReviewedSession | undefined;

  constructor(
    private readonly operations: Operations,
    private readonly random: Random,
  ) {}

  /** Does one thing. */
  async act(shared: readonly ReviewedSession[]): Promise<void> {
    const { random } = this;
    const choice = random.next();
    if (choice < 0.15) return this.actShared(random.pick(shared));
    if (choice < 0.2) return this.operations.repeat();
    if (!this.own || this.own.staged >= MAX_STAGED_OWN) {
      this.own = await this.begin();
      return;
    }
    const { own } = this;
    const failed = [...own.open].find(([, { hasFailed }]) => hasFailed);
    if (failed && choice < 0.7) await this.remove(own, failed[0]);
    else if (choice < 0.7 && own.open.size < MAX_OPEN) await this.stage(own, await this.newCall(own));
    else if (choice < 0.75 && own.open.size > 0) await this.remove(own, random.pick([...own.open.keys()]));
    else if (choice < 0.78) await this.change('clear', own);
    else if (choice < 0.85) await this.change('read', own);
    else await this.change('apply', own, random.chance(0.5));
  }

  /** Creates a session and what its actions change. */
  async begin(): Promise<ReviewedSession | undefined> {
    const session = await this.operations.create();
    const targetSession = await this.operations.create();
    const targetAccount = await this.operations.create('createAccount');
    if (!session || !targetSession || !targetAccount) return undefined;
    return { ...session, targetSession, targetAccount, staged: 0, open: new Map() };
  }

  /** Others do the same meanwhile. */
  private async actShared(session: ReviewedSession): Promise<void> {
    const { random } = this;
    const { name, id } = session;
    if (session.staged < MAX_STAGED) {
      session.staged++;
      const staged = await this.operations.run('stage', name, { id, call: this.sharedCall(session) });
      const actionId = staged.answer?.id;
      if (actionId !== undefined && random.chance(0.2)) {
        await this.operations.run('remove', name, { id, actionId, removes: staged.id });
      }
    }
    if (random.chance(0.4)) return;
    const { answer } = await this.operations.run('read', name, { id });
    await this.operations.run('apply', name, { id, ...(random.chance(0.3) && { expectedVersion: answer?.version }) });
  }

  private async stage(session: ReviewedSession, call: StagedCall | undefined): Promise<void> {
    if (!call) return;
    session.staged++;
    const { name, id } = session;
    const staged = await this.operations.run('stage', name, { id, call });
    session.version++;
    const actionId = staged.answer?.id;
    if (actionId !== undefined) session.open.set(staged.id, { actionId, hasFailed: false });
  }

  private async remove(session: ReviewedSession, removes: string): Promise<void> {
    const { name, id } = session;
    const actionId = session.open.get(removes)?.actionId;
    update(session, (await this.operations.run('remove', name, { id, actionId, removes })).answer);
  }

  private async change(
    kind: 'clear' | 'read' | 'apply',
    session: ReviewedSession,
    isConditional = false,
  ): Promise<void> {
    const { name, id, version } = session;
    const details = { id, ...(isConditional && { expectedVersion: version }) };
    update(session, (await this.operations.run(kind, name, details)).answer);
  }

  private sharedCall({ targetSession, targetAccount }: ReviewedSession): StagedCall {
    return this.random.pick<StagedCall>([
      { functionName: 'NewAISession', effect: 'create', object: this.operations.newName() },
      { functionName: 'PatchAISession', effect: 'patch', object: targetSession.name, targetId: targetSession.id },
      { functionName: 'PatchAccount', effect: 'patch', object: targetAccount.name, targetId: targetAccount.id },
      { functionName: EXECUTOR_FUNCTION, effect: 'send', object: this.operations.newName() },
    ]);
  }

  private async newCall(session: ReviewedSession): Promise<StagedCall | undefined> {
    const { random, operations } = this;
    const object = operations.newName();
    const choice = random.next();
    if (choice < 0.5) return this.sharedCall(session);
    if (choice < 0.62) return { functionName: 'NewAccount', effect: 'create', object };
    if (choice < 0.74) {
      return { functionName: 'NewAIUsageRecord', effect: 'create', object, targetId: session.targetAccount.id };
    }
    if (choice < 0.82) {
      return { functionName: 'PatchAISession', effect: 'refused', object, targetId: 'there is no such session' };
    }
    const kind = random.pick(['create', 'createAccount'] as const);
    const target = await operations.create(kind);
    const functionName = kind === 'create' ? 'DeleteAISession' : 'DeleteAccount';
    return target && { functionName, effect: 'delete', object: target.name, targetId: target.id };
  }
}

/** Remembers what the service says of a session. */
function update(session: ReviewedSession, answer: Answer | undefined): void {
  session.version = answer?.version ?? NaN;
  const statuses = new Map((answer?.actions ?? []).map((action) => action.split(' ') as [string, string]));
  for (const [id, action] of session.open) {
    if (statuses.has(id)) action.hasFailed = statuses.get(id) === 'Failed';
    else session.open.delete(id);
  }
}
