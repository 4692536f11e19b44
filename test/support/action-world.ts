import { expect } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ActionClient, type SessionInfo } from './action-client.js';
import type { ActionModel, Effect } from './action-model.js';
import type { TestApp } from './app.js';
import { EXECUTOR_FUNCTION, type RecordingExecutor } from './recording-executor.js';

let worldCount = 0;

/** A session of a running service, with what its actions change. */
export class ActionWorld {
  /** The ETags of the session, oldest first. */
  readonly etags: string[] = [];
  keyCount = 0;

  private constructor(
    readonly client: ActionClient,
    readonly sessionId: string,
    private readonly app: TestApp,
    private readonly executor: RecordingExecutor,
    private readonly name: string,
    private readonly accountIds: readonly string[],
    private readonly otherSessionId: string,
  ) {}

  static async create(app: TestApp, executor: RecordingExecutor): Promise<ActionWorld> {
    const client = new ActionClient((...args) => app.call(...args));
    const name = `World ${++worldCount}.`;
    const accountIds: string[] = [];
    for (const number of [0, 1]) {
      accountIds.push((await client.post('/accounts', { name: `${name}${number}` })).json.id as string);
    }
    const [sessionId, other] = [await client.newSession(), await client.newSession()];
    const world = new ActionWorld(client, sessionId, app, executor, name, accountIds, other);
    world.etags.push((await client.get(sessionId)).etag);
    return world;
  }

  /** The function and the arguments that have an effect. */
  request(effect: Effect): [functionName: string, args: object] {
    switch (effect.kind) {
      case 'create-account':
        return ['NewAccount', { name: `${this.name}${effect.name}` }];
      case 'rename-account':
        return ['PatchAccount', { accountId: this.accountIds[effect.account], name: `${this.name}${effect.name}` }];
      case 'delete-account':
        return ['DeleteAccount', { accountId: this.accountIds[effect.account] }];
      case 'create-session':
        return ['NewAISession', { accountId: this.accountIds[effect.account ?? -1], purpose: this.name }];
      case 'patch-own-session':
        return ['PatchAISession', { sessionId: this.sessionId, purpose: `${this.name} changed by an action` }];
      case 'delete-other-session':
        return ['DeleteAISession', { sessionId: this.otherSessionId }];
      case 'call-executor':
        return [EXECUTOR_FUNCTION, { outcome: effect.outcome }];
    }
  }

  /** Compares everything that can be seen of the session with the model. */
  async expectToEqual(model: ActionModel, change: 'changed' | 'unchanged'): Promise<void> {
    const { session, etag } = await this.client.get(this.sessionId);
    expect(idsOf(session.actions ?? [])).toEqual(idsOf(model.open));
    expect(outcomesIn(session)).toEqual(model.log);
    const kept = await this.client.kept(this.sessionId);
    expect(kept.map(({ id, status }) => [id, status])).toEqual(model.actions.map(({ id, status }) => [id, status]));
    expect(kept.map(({ error }) => error !== undefined)).toEqual(kept.map(({ status }) => status === 'Failed'));
    expect(this.executor.calls.filter(({ sessionId }) => sessionId === this.sessionId).map(({ id }) => id)).toEqual(
      model.calls,
    );
    await this.expectStored(model);
    if (change === 'unchanged') expect(etag).toBe(this.etags.at(-1));
    else expect(this.etags).not.toContain(etag);
    if (change === 'changed') this.etags.push(etag);
  }

  private async expectStored(model: ActionModel): Promise<void> {
    const counts = await this.query(
      `SELECT "lastPosition", "openCount", "keptCount" FROM ai_session_changesets WHERE "sessionId" = '${this.sessionId}'`,
    );
    const [lastPosition, openCount, keptCount] = [model.stagedCount, model.open.length, model.actions.length];
    expect(counts).toEqual(lastPosition === 0 ? [] : [{ lastPosition, openCount, keptCount }]);
    const [session] = await this.query(`SELECT version FROM ai_sessions WHERE id = '${this.sessionId}'`);
    expect(session?.version).toBeGreaterThanOrEqual(model.version);
    model.version = Number(session?.version);
    const accounts = await this.query(`SELECT name FROM accounts WHERE name LIKE '${this.name}%'`);
    const numbers = [...model.accounts.values(), ...model.createdNames];
    expect(accounts.map(({ name }) => name).sort()).toEqual(numbers.map((number) => `${this.name}${number}`).sort());
    const created = await this.query(`SELECT "accountId" FROM ai_sessions WHERE purpose = '${this.name}' ORDER BY id`);
    expect(created.map(({ accountId }) => accountId)).toEqual(
      model.createdSessions.map((number) => (number === null ? null : this.accountIds[number])),
    );
    const other = await this.query(`SELECT id FROM ai_sessions WHERE id = '${this.otherSessionId}'`);
    expect(other).toHaveLength(model.hasOtherSession ? 1 : 0);
  }

  private query(text: string): Promise<Record<string, unknown>[]> {
    return this.app.nest.get(DataSource).query(text);
  }
}

const idsOf = (actions: readonly { readonly id: string }[]): string[] => actions.map(({ id }) => id);

/** The outcomes of actions that a session's log has, in order: `Applied ID` or `Failed ID`. */
export const outcomesIn = ({ log = '' }: SessionInfo): string[] =>
  Array.from(log.matchAll(/ (Applied|Failed):? \w+ \(([^)]+)\)/g), ([, status, id]) => `${status} ${id}`);
