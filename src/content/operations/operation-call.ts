import type { TraceContext } from '../../common/trace-context.js';
import type { OperationContract } from './operation-contract.js';

/** The request headers that an operation can read over either transport. */
export type OperationHeader = 'if-match' | 'idempotency-key';

/** What a call carries to authenticate its caller, as it was sent: neither parsed nor verified. */
export interface SentCredentials {
  /** The `Authorization` header (HTTP). */
  readonly authorization?: string;
  /** The `Cookie` header (HTTP). */
  readonly cookie?: string;
  /** The `X-Api-Key` header (HTTP), or `credentials.apiKey` of a message, which can be of any JSON type. */
  readonly apiKey?: unknown;
  /** `credentials.jwt` of a message, which can be of any JSON type. */
  readonly jwt?: unknown;
}

/**
 * The port through which guards, filters and parameter decorators see a call, over HTTP or a message transport. Nothing
 * is validated before it is read, so a caller who fails authorization sees no validation error.
 */
export interface OperationCall {
  /** The request id: it is logged, and returned with a 5xx error. */
  readonly id: string;
  /** The trace that the call belongs to. Absent if the caller sends none and the service makes no spans. */
  readonly trace?: TraceContext;
  /** Absent if the handler is not an `@Operation()`. */
  readonly operation?: OperationContract;
  /** The requests that the handler received: one, or those of a batch. Empty before. */
  requests: readonly object[];
  /** Set by the guard if calls are limited: throws if this one must wait. Runs once its requests have been read. */
  admitRequests?: (requests: readonly object[]) => Promise<void>;
  /** Whether every replica of the service receives this call. */
  readonly isBroadcast: boolean;
  /** The client's address as far as the transport knows it. Failed logins are throttled by it. */
  readonly clientAddress: string;
  /** Identifies the connection if all calls on it come from one client. */
  readonly connection?: object;

  /** @throws DomainError if the call is a message that is too large or not JSON. */
  readonly credentials: SentCredentials;

  /**
   * A request header, or the member of a message that replaces it.
   *
   * @throws ValidationError if that member is not a string.
   */
  header(name: OperationHeader): string | undefined;

  /**
   * Reads and validates the request of an operation.
   *
   * @returns An instance of the request's contract class, or a promise of it.
   * @throws DomainError if the request cannot be read, or ValidationError with one entry for each invalid member.
   */
  readRequest(operation: OperationContract): object | Promise<object>;
}

/** What logs and errors say about a call, so that it is found again. */
export type CallIds = Pick<OperationCall, 'id' | 'trace'>;
