import { Injectable } from '@nestjs/common';
import type { Page, Tagged } from './page.js';
import type { CallOptions, ChangeOptions, EditOptions } from './call-options.js';
import { ApiCaller } from './api-caller.js';
import { sessionOperations as operations } from './remote-operations.js';
import { paginate } from './paginate.js';
import type { AISessionInfo, ListAISessions, NewAISession, PatchAISession } from './wire-types.js';

/**
 * AI sessions, as the service keeps them. Every method fails with a `VoiceApiError` where the service says no or
 * is not there.
 */
@Injectable()
export class AISessionsClient {
  /** @internal */
  constructor(private readonly calls: ApiCaller) {}

  /** Creates a new session. */
  create(request: NewAISession = {}, options?: ChangeOptions): Promise<AISessionInfo & Tagged> {
    return this.calls.call(operations.create, request, options);
  }

  /** Gets a session. */
  get(sessionId: string, options?: CallOptions): Promise<AISessionInfo & Tagged> {
    return this.calls.call(operations.get, { sessionId }, options);
  }

  /** Gives one page of the sessions, the newest first where nothing is said. */
  list(request: ListAISessions = {}, options?: CallOptions): Promise<Page<AISessionInfo, ListAISessions>> {
    return this.calls.call(operations.list, request, options);
  }

  /** Gives every session that the request asks for: it reads page after page while it is iterated over. */
  all(request: ListAISessions = {}, options?: CallOptions): AsyncGenerator<AISessionInfo, void, undefined> {
    return paginate(request, (page) => this.list(page, options));
  }

  /** Changes a session: what is left out stays as it is, `null` clears. */
  patch(
    sessionId: string,
    changes: Omit<PatchAISession, 'sessionId'>,
    options?: EditOptions,
  ): Promise<AISessionInfo & Tagged> {
    return this.calls.call(operations.patch, { ...changes, sessionId }, options);
  }

  /** Deletes a session. */
  delete(sessionId: string, options?: EditOptions): Promise<void> {
    return this.calls.call(operations.delete, { sessionId }, options);
  }
}
