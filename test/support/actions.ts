import type { TestApp } from './app.js';
import type { Answer } from './call.js';

/** An action, as the service returns it. */
export interface Action {
  readonly id: string;
  readonly functionName: string;
  readonly arguments?: string;
  readonly canBeApplied: boolean;
  readonly status: string;
  readonly error?: string;
}

/** A session that actions are staged in. */
export class SessionWithActions {
  private constructor(
    readonly app: TestApp,
    readonly id: string,
  ) {}

  static async create(app: TestApp, members: object = {}): Promise<SessionWithActions> {
    return new SessionWithActions(app, String((await app.postJson('/ai/sessions', members)).json.id));
  }

  get path(): string {
    return `/ai/sessions/${this.id}`;
  }

  /** Stages an action with these arguments. */
  async stage(functionName: string, args?: object, headers: Record<string, string> = {}): Promise<Answer> {
    const members = { functionName, ...(args && { arguments: JSON.stringify(args) }) };
    return this.app.postJson(`${this.path}/actions`, members, headers);
  }

  /** Stages an action that must be accepted. @returns Its id. */
  async staged(functionName: string, args?: object): Promise<string> {
    const { status, json, text } = await this.stage(functionName, args);
    if (status !== 200) throw new Error(text);
    return String(json.id);
  }

  get(): Promise<Answer> {
    return this.app.call('GET', this.path);
  }

  /** The session's tag. */
  async etag(): Promise<string> {
    return (await this.get()).headers.get('etag') ?? '';
  }

  apply(headers: Record<string, string> = {}): Promise<Answer> {
    return this.app.call('POST', `${this.path}/apply`, { headers });
  }

  /** Its open actions. */
  async open(): Promise<Action[]> {
    return actionsIn(await this.get());
  }

  /** All its actions, in the order in which they were staged. */
  async all(): Promise<Action[]> {
    const answer = await this.app.call('GET', `${this.path}/actions?all=true&sortField=date`);
    return answer.json.items as Action[];
  }
}

/** The open actions in a response with a session. */
export const actionsIn = ({ json }: Answer): Action[] => (json.actions ?? []) as Action[];
