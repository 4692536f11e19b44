import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Contract, wireNameOf } from '../../common/contract/data-contract.js';
import { DomainError, SerializationError } from '../../common/errors.js';
import { readMembers } from '../codecs/json.codec.js';
import { invalidType } from '../codecs/member-index.js';
import type { OperationContract } from './operation.decorator.js';
import { requestIdOf } from '../../common/request-id.js';
import { asRequest } from './validate.js';

/** What is known of a message besides what it says. */
export interface MessageSource {
  /** Where it comes from, as far as the transport tells. */
  readonly address: string;
  /** Whether every replica is given it, and not one of them alone. */
  readonly isBroadcast: boolean;
}

/**
 * What a call is that came by the door for messages, as Fastify's request is one by HTTP. Of its envelope each member is
 * looked at when somebody asks for it, so that nobody is told of a mistake who may not call.
 */
export class Message {
  readonly id: string;
  /** What it asks for: set before the operation runs. */
  operation?: OperationContract;
  /** Why its envelope is not looked at. */
  readonly refusal?: DomainError;
  private readonly sent: Readonly<Record<string, unknown>>;

  /** @param sent The envelope as it came, or why it cannot be read. */
  constructor(
    sent: unknown,
    readonly source: MessageSource,
  ) {
    if (sent instanceof DomainError) this.refusal = sent;
    this.sent = isObject(sent) && !this.refusal ? sent : {};
    this.id = requestIdOf(this.sent.requestId);
  }

  private get envelope(): Readonly<Record<string, unknown>> {
    if (this.refusal) throw this.refusal;
    return this.sent;
  }

  /**
   * What the caller shows, unchecked.
   *
   * @throws DomainError where the message was too large, or no JSON.
   */
  get credentials(): Readonly<Record<string, unknown>> {
    const { credentials } = this.envelope;
    return isObject(credentials) ? credentials : {};
  }

  /** Whether it says by which key it is told from its retries. */
  get hasKey(): boolean {
    return typeof this.sent.idempotencyKey === 'string';
  }

  /**
   * A member of the envelope that stands for a header of HTTP.
   *
   * @throws ValidationError where it is there and no string.
   */
  header(name: 'ifMatch' | 'idempotencyKey'): string | undefined {
    const value = this.envelope[name] ?? undefined;
    if (value !== undefined && typeof value !== 'string') throw invalidType(wireNameOf(name), 'a string');
    return value;
  }

  /**
   * The request of an operation, read by the rules of JSON over HTTP; none is an empty one.
   *
   * @throws SerializationError, ValidationError
   */
  request(contract: Contract): object {
    const data = this.envelope.data ?? {};
    if (!isObject(data)) throw new SerializationError(`The message's data must be an object (${contract.name}).`);
    return asRequest(readMembers(data, contract), contract);
  }
}

/** What came in, by whichever door. */
export type Call = FastifyRequest | Message;

/** The call that a handler is for. */
export const callOf = (context: ExecutionContext): Call => context.getArgByIndex<Call>(0);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
