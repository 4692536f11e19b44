/** A call that has ended, with what logs and metrics say about it. No part of a body, a query or a credential is in it. */
export interface EndedCall {
  readonly transport: 'http' | 'message';
  /** Absent if the request could not be parsed. */
  readonly requestId?: string;
  /** The trace that the call belongs to (W3C Trace Context). */
  readonly traceId?: string;
  /** Absent if the route is not an operation's. */
  readonly operation?: string;
  /** The HTTP method; absent from a message. */
  readonly method?: string;
  /** The route's pattern, `/ai/sessions/:sessionId`, or that of a message; {@link UNKNOWN_ROUTE} if there is none. */
  readonly route: string;
  /** The format of the response: its name, `other`, or absent if the response has no body. */
  readonly format?: string;
  /** The HTTP status, or the one that a reply would have over HTTP. {@link CLIENT_CLOSED} if nothing was sent. */
  readonly status: number;
  readonly errorCode?: string;
  /** Whether the client closed the connection before the response was complete. */
  readonly aborted?: true;
  readonly durationMs: number;
  /** The length of the response's body; absent from messages, whose replies their transport writes. */
  readonly bytes?: number;
  /** The name of the authenticated caller. */
  readonly user?: string;
  /** How the caller authenticated: `Basic`, `API key`, `JWT` or `cookie`. */
  readonly scheme?: string;
  /** The client's address as far as the transport knows it. */
  readonly client?: string;
}

/** Receives each call once it has ended. It must not throw. */
export type CallObserver = (call: EndedCall) => void;

/** The route of a call that no route matches, so that callers cannot create values. */
export const UNKNOWN_ROUTE = 'unknown';

/** The status of a call whose client closed the connection before a response began. nginx logs the same. */
export const CLIENT_CLOSED = 499;

/** @returns One observer for all; `undefined` if there are none. */
export function combineObservers(...observers: readonly (CallObserver | undefined)[]): CallObserver | undefined {
  const [first, ...others] = observers.filter((observer) => observer !== undefined);
  if (!first || others.length === 0) return first;
  return (call) => {
    for (const observer of [first, ...others]) observer(call);
  };
}
