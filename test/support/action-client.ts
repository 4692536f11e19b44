import type { Answer, CallOptions } from './call.js';
import { etagOf } from './responses.js';

/** An action as the API returns it. */
export interface ActionInfo {
  readonly id: string;
  readonly functionName: string;
  readonly status: 'Waiting' | 'Applying' | 'Applied' | 'Failed';
  readonly error?: string;
}

/** A session as the API returns it. */
export interface SessionInfo {
  readonly id: string;
  readonly actions?: readonly ActionInfo[];
  readonly log?: string;
}

/** What a call does under an idempotency key and on a version. */
export interface ActionHeaders {
  readonly key?: string;
  readonly ifMatch?: string;
}

/** Calls a service as an administrator; throws if it does not answer. */
type Call = (method: string, path: string, options?: CallOptions) => Promise<Answer>;

/** Stages, reviews and applies actions over HTTP. */
export class ActionClient {
  constructor(private readonly callService: Call) {}

  /** Creates a session and returns its id. */
  async newSession(purpose?: string): Promise<string> {
    return (await this.post('/ai/sessions', { purpose })).json.id as string;
  }

  stage(sessionId: string, functionName: string, args?: object, headers?: ActionHeaders): Promise<Answer> {
    const body = { functionName, arguments: args && JSON.stringify(args) };
    return this.post(`/ai/sessions/${sessionId}/actions`, body, headers);
  }

  /** Stages an action and returns its id. */
  async stageId(sessionId: string, functionName: string, args?: object): Promise<string> {
    const { status, json, text } = await this.stage(sessionId, functionName, args);
    if (status !== 200) throw new Error(`The action was not staged: ${status} ${text}`);
    return json.id as string;
  }

  apply(sessionId: string, headers?: ActionHeaders): Promise<Answer> {
    return this.post(`/ai/sessions/${sessionId}/apply`, {}, headers);
  }

  remove(sessionId: string, actionId: string, headers?: ActionHeaders): Promise<Answer> {
    return this.callService('DELETE', `/ai/sessions/${sessionId}/actions/${actionId}`, { headers: allOf(headers) });
  }

  clear(sessionId: string, headers?: ActionHeaders): Promise<Answer> {
    return this.callService('DELETE', `/ai/sessions/${sessionId}/actions`, { headers: allOf(headers) });
  }

  /** @returns The session and its ETag. */
  async get(sessionId: string): Promise<{ session: SessionInfo; etag: string }> {
    const answer = await this.callService('GET', `/ai/sessions/${sessionId}`);
    return { session: sessionOf(answer), etag: etagOf(answer) };
  }

  /** @returns All actions that the session keeps, in the order in which they were staged. */
  async kept(sessionId: string): Promise<ActionInfo[]> {
    const path = `/ai/sessions/${sessionId}/actions?all=true&sortField=Id&sortOrder=Ascend`;
    return (await this.callService('GET', path)).json.items as ActionInfo[];
  }

  post(path: string, body: object, headers?: ActionHeaders): Promise<Answer> {
    return this.send('POST', path, body, headers);
  }

  send(method: string, path: string, body: object, headers?: ActionHeaders): Promise<Answer> {
    const all = { 'content-type': 'application/json', ...allOf(headers) };
    return this.callService(method, path, { body: JSON.stringify(body), headers: all });
  }
}

/** The session in a response. */
export const sessionOf = ({ json }: Answer): SessionInfo => json as unknown as SessionInfo;

const allOf = ({ key, ifMatch }: ActionHeaders = {}): Record<string, string> => ({
  ...(key !== undefined && { 'idempotency-key': key }),
  ...(ifMatch !== undefined && { 'if-match': ifMatch }),
});
