import { Injectable } from '@nestjs/common';
import { aiSessionRoutes } from '../common/routes/ai-session.routes.js';
import type { Page, Tagged } from './page.js';
import type { CallOptions, ChangeOptions, EditOptions } from './call-options.js';
import { ApiCaller } from './api-caller.js';
import { paginate } from './paginate.js';
import type { AISessionInfo, ListAISessions, NewAISession, PatchAISession } from './wire-types.js';

/** The AI sessions of the service. Every method rejects with a `VoiceApiError` if the service returns an error or cannot be reached. */
@Injectable()
export class AISessionsClient {
  /** @internal */
  constructor(private readonly calls: ApiCaller) {}

  /** Creates a new session. */
  create(request: NewAISession = {}, options?: ChangeOptions): Promise<AISessionInfo & Tagged> {
    return this.calls.call(aiSessionRoutes.create, request, options);
  }

  /** Gets a session. */
  get(sessionId: string, options?: CallOptions): Promise<AISessionInfo & Tagged> {
    return this.calls.call(aiSessionRoutes.get, { sessionId }, options);
  }

  /** Lists one page of sessions, the newest first by default. */
  list(request: ListAISessions = {}, options?: CallOptions): Promise<Page<AISessionInfo, ListAISessions>> {
    return this.calls.call(aiSessionRoutes.list, request, options);
  }

  /** Iterates over all sessions that match the request. Pages are requested as they are needed. */
  all(request: ListAISessions = {}, options?: CallOptions): AsyncGenerator<AISessionInfo, void, undefined> {
    return paginate(request, (page) => this.list(page, options));
  }

  /** Changes a session. Omitted members stay unchanged; `null` clears a member. */
  patch(
    sessionId: string,
    changes: Omit<PatchAISession, 'sessionId'>,
    options?: EditOptions,
  ): Promise<AISessionInfo & Tagged> {
    return this.calls.call(aiSessionRoutes.patch, { ...changes, sessionId }, options);
  }

  /** Deletes a session. */
  delete(sessionId: string, options?: EditOptions): Promise<void> {
    return this.calls.call(aiSessionRoutes.delete, { sessionId }, options);
  }
}
