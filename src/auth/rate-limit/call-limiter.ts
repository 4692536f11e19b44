import type { ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { TooManyRequestsError } from '../../common/errors.js';
import type { RateLimitSetting } from '../../config/env.limits.js';
import type { OperationCall } from '../../content/operations/operation-call.js';
import { callerIdOf, type Principal } from '../principal.js';
import type { TokenBuckets, TokenResult } from './token-buckets.js';

/** The injection token of the {@link CallLimiter}; its value is undefined if calls are not limited. */
export const CALL_LIMITER = Symbol('call limiter');

/** Names of the two policies, in the headers and in keys. */
type Policy = 'principal' | 'account';

/**
 * Limits calls: each takes a token of its caller's bucket, and one of the account's that its request names (`accountId`). A
 * batch is one call for its caller.
 */
export class CallLimiter {
  constructor(
    private readonly buckets: TokenBuckets,
    private readonly limit: RateLimitSetting,
  ) {}

  /**
   * Takes a token for an authenticated call.
   *
   * @throws TooManyRequestsError if there is none.
   */
  async admit(call: OperationCall, principal: Principal, context: ExecutionContext): Promise<void> {
    const reply = context.getType() === 'http' ? context.getArgByIndex<FastifyReply>(1) : undefined;
    const take = async (policy: Policy, key: string): Promise<void> => {
      const result = await this.buckets.take(`${policy}:${key}`);
      if (reply) this.describe(reply, policy, result);
      if (!result.isAllowed) throw tooManyCalls(policy, result);
    };
    call.admitRequest = async (request) => {
      const { accountId } = request as { readonly accountId?: unknown };
      if (typeof accountId === 'string') await take('account', accountId);
    };
    await take('principal', callerIdOf(principal));
  }

  /** Adds the fields of draft-ietf-httpapi-ratelimit-headers-10. */
  private describe(reply: FastifyReply, policy: Policy, { remaining, fullAfterMs }: TokenResult): void {
    const { size, windowMs } = this.limit;
    append(reply, 'ratelimit-policy', `"${policy}";q=${size};w=${windowMs / 1_000}`);
    append(reply, 'ratelimit', `"${policy}";r=${remaining};t=${Math.ceil(fullAfterMs / 1_000)}`);
  }
}

function append(reply: FastifyReply, name: string, item: string): void {
  const items = reply.getHeader(name);
  void reply.header(name, items === undefined ? item : `${String(items)}, ${item}`);
}

function tooManyCalls(policy: Policy, { retryAfterMs }: TokenResult): TooManyRequestsError {
  const of = policy === 'principal' ? 'by this caller' : 'for this account';
  return new TooManyRequestsError(
    Math.max(1, Math.ceil(retryAfterMs / 1_000)),
    `There are too many calls ${of}. Try again later.`,
  );
}
