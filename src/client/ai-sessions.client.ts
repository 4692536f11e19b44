import { Injectable } from '@nestjs/common';
import { aiSessionActionRoutes } from '../common/routes/ai-session-action.routes.js';
import { aiSessionRoutes } from '../common/routes/ai-session.routes.js';
import type { Page, Tagged } from './page.js';
import type { CallOptions, ChangeOptions, EditOptions } from './call-options.js';
import { ApiCaller } from './api-caller.js';
import { paginate } from './paginate.js';
import type {
  AISessionActionInfo,
  AISessionInfo,
  ListAISessionActions,
  ListAISessions,
  NewAISession,
  NewAISessionAction,
  PatchAISession,
} from './wire-types.js';

/** How long an apply may take, in ms: the service ends it after 28 s. */
const APPLY_TIMEOUT_MS = 30_000;

/** A session whose actions are to be reviewed. */
export interface Review {
  /** The session, with its actions and the log of the last apply. */
  readonly session: AISessionInfo & Tagged;
  /** The actions that wait or have failed, in the order in which they are applied. */
  readonly actions: readonly AISessionActionInfo[];
  /** Applies exactly these actions. */
  readonly apply: (options?: EditOptions) => Promise<AISessionInfo & Tagged>;
}

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

  /** Stages an action in a session. It waits until somebody applies the session. */
  stage(
    sessionId: string,
    action: Omit<NewAISessionAction, 'sessionId' | 'arguments'> & { readonly arguments?: object | string | null },
    options?: ChangeOptions,
  ): Promise<AISessionActionInfo> {
    const { arguments: args } = action;
    const text = typeof args === 'object' && args !== null ? JSON.stringify(args) : args;
    return this.calls.call(aiSessionActionRoutes.create, { ...action, arguments: text, sessionId }, options);
  }

  /**
   * Gets a session for review. Its `apply` applies exactly the actions that it shows: it rejects with status 412 if the
   * session has changed since.
   */
  async review(sessionId: string, options?: CallOptions): Promise<Review> {
    const session = await this.get(sessionId, options);
    const apply = (applyOptions?: EditOptions): Promise<AISessionInfo & Tagged> =>
      this.apply(sessionId, { ifMatch: session.etag, ...applyOptions });
    return { session, actions: session.actions ?? [], apply };
  }

  /**
   * Applies the actions of a session that wait, and stops at the first that fails: read the `log` and the `actions` that are
   * left. The default timeout of an attempt is 30 s.
   */
  apply(sessionId: string, options?: EditOptions): Promise<AISessionInfo & Tagged> {
    const timeout = options?.timeout ?? APPLY_TIMEOUT_MS;
    return this.calls.call(aiSessionActionRoutes.apply, { sessionId }, { ...options, timeout });
  }

  /** Lists one page of a session's actions, those that were applied included, the newest first by default. */
  listActions(
    request: ListAISessionActions,
    options?: CallOptions,
  ): Promise<Page<AISessionActionInfo, ListAISessionActions>> {
    return this.calls.call(aiSessionActionRoutes.list, request, options);
  }

  /** Iterates over all actions that match the request. Pages are requested as they are needed. */
  allActions(
    request: ListAISessionActions,
    options?: CallOptions,
  ): AsyncGenerator<AISessionActionInfo, void, undefined> {
    return paginate(request, (page) => this.listActions(page, options));
  }

  /** Gets an action of a session. */
  getAction(sessionId: string, actionId: string, options?: CallOptions): Promise<AISessionActionInfo> {
    return this.calls.call(aiSessionActionRoutes.get, { sessionId, actionId }, options);
  }

  /** Removes an action that was not applied. Returns the session with the actions that are left. */
  deleteAction(sessionId: string, actionId: string, options?: EditOptions): Promise<AISessionInfo & Tagged> {
    return this.calls.call(aiSessionActionRoutes.delete, { sessionId, actionId }, options);
  }

  /** Removes all actions that were not applied. Returns the session. */
  clearActions(sessionId: string, options?: EditOptions): Promise<AISessionInfo & Tagged> {
    return this.calls.call(aiSessionActionRoutes.clear, { sessionId }, options);
  }

  /** Deletes a session. */
  delete(sessionId: string, options?: EditOptions): Promise<void> {
    return this.calls.call(aiSessionRoutes.delete, { sessionId }, options);
  }
}
