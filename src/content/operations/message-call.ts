import { contractOf, wireNameOf } from '../../common/contract/data-contract.js';
import { DomainError, SerializationError } from '../../common/errors.js';
import { requestIdOf } from '../../common/request-id.js';
import { type TraceContext, traceContextOf } from '../../common/trace-context.js';
import { isObject, readMembers } from '../codecs/json.codec.js';
import { invalidType } from '../codecs/member-index.js';
import type { OperationCall, OperationHeader, SentCredentials } from './operation-call.js';
import type { OperationContract } from './operation-contract.js';
import { createValidRequest } from './validate.js';

/** What the transport knows about a message besides its content. */
export interface MessageSource {
  /** The sender's address, or the empty string if the transport does not tell it. */
  readonly address: string;
  /** Whether the transport delivers the message to every replica of the service. */
  readonly isBroadcast: boolean;
}

/** Which member of the envelope replaces which HTTP header. */
const ENVELOPE_MEMBER_OF: Readonly<Record<OperationHeader, string>> = {
  'if-match': 'ifMatch',
  'idempotency-key': 'idempotencyKey',
};

/** A call over a message transport. The members of its envelope are validated when they are read. */
export class MessageCall implements OperationCall {
  readonly id: string;
  /** Replaced by that of the call's own span. */
  trace?: TraceContext;
  /** Set before the handler runs. */
  operation?: OperationContract;
  requests: readonly object[] = [];
  /** Why the envelope cannot be read. */
  readonly readError?: DomainError;
  private readonly members: Readonly<Record<string, unknown>>;

  /** @param envelope The parsed JSON of the message, or the error if it cannot be read. */
  constructor(
    envelope: unknown,
    private readonly source: MessageSource,
  ) {
    if (envelope instanceof DomainError) this.readError = envelope;
    this.members = isObject(envelope) && !this.readError ? envelope : {};
    this.id = requestIdOf(this.members.requestId);
    this.trace = traceContextOf(this.members);
  }

  get isBroadcast(): boolean {
    return this.source.isBroadcast;
  }

  get clientAddress(): string {
    return this.source.address;
  }

  get credentials(): SentCredentials {
    const { credentials } = this.envelope;
    if (!isObject(credentials)) return {};
    return { apiKey: credentials.apiKey ?? undefined, jwt: credentials.jwt ?? undefined };
  }

  /** Whether the sender can safely send the message again. */
  get hasIdempotencyKey(): boolean {
    return typeof this.members.idempotencyKey === 'string';
  }

  header(name: OperationHeader): string | undefined {
    const member = ENVELOPE_MEMBER_OF[name];
    const value = this.envelope[member] ?? undefined;
    if (value !== undefined && typeof value !== 'string') throw invalidType(wireNameOf(member), 'a string');
    return value;
  }

  /** Applies the rules of JSON over HTTP to the envelope's `data`; by default that is an empty object. */
  readRequest({ request }: OperationContract): object {
    const contract = contractOf(request);
    const data = this.envelope.data ?? {};
    if (!isObject(data)) throw new SerializationError(`The message's data must be an object (${contract.name}).`);
    return createValidRequest(readMembers(data, contract), contract);
  }

  private get envelope(): Readonly<Record<string, unknown>> {
    if (this.readError) throw this.readError;
    return this.members;
  }
}
