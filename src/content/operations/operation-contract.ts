import type { ContractClass } from '../../common/contract/data-contract.js';
import type { ErrorCode } from '../../common/errors.js';

/** An operation of the wire contract (WIRE.md section 1). Its name is the name of its request's contract, as in ServiceStack. */
export interface OperationContract {
  /** For example `NewAISession`. */
  readonly name: string;
  readonly request: ContractClass;
  /** Absent if the response has no body. */
  readonly response?: ContractClass;
  /** Whether omitted members keep their values and `?reset=` clears members. */
  readonly isPatch: boolean;
  /** Whether its GET changes something, so that a page of another site must not send one. */
  readonly isUnsafe: boolean;
  /** Whether its calls can be staged as actions of a session. */
  readonly isStageable: boolean;
  /** Whether its POST has members in the query too. Other methods without a body always have. */
  readonly readsQuery?: boolean;
  /** Errors that the operation's own rules can cause, besides those that follow from its method, path and access. */
  readonly errors: readonly ErrorCode[];
  /** The maximum size of the body over HTTP, if it is not that of all operations. */
  readonly maxBodyBytes?: number;
  /** Response headers that only this operation has. */
  readonly headers: readonly string[];
  /** Members of the response that this operation never returns, for the examples. */
  readonly absentMembers: readonly string[];
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set on the routes of operations. Only these routes negotiate a format. */
    operation?: OperationContract;
    /** Set on ServiceStack's predefined routes: the response format unless the path has a suffix. */
    format?: string;
    /** Set on the routes of batches. Their requests and responses are lists. */
    isBatch?: true;
    /** Set on the routes whose response is 204 without a body, whatever the operation returns. */
    isOneWay?: true;
  }
}
