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
 * Limits calls: each takes a token of its caller's bucket, and one of each account's that its requests name (`accountId`):
 * a batch is one call.
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
    const take = async (policy: Policy, keys: Iterable<string>): Promise<void> => {
      const results = await Promise.all(Array.from(keys, async (key) => this.buckets.take(`${policy}:${key}`)));
      const [emptiest] = results.sort(byEmptiness);
      if (!emptiest) return;
      if (reply) this.describe(reply, policy, emptiest);
      if (!emptiest.isAllowed) throw tooManyCalls(policy, emptiest);
    };
    call.admitRequests = (requests) => take('account', accountsOf(requests));
    await take('principal', [callerIdOf(principal)]);
  }

  /** Adds the fields of draft-ietf-httpapi-ratelimit-headers-10. */
  private describe(reply: FastifyReply, policy: Policy, { remaining, fullAfterMs }: TokenResult): void {
    const { size, windowMs } = this.limit;
    append(reply, 'ratelimit-policy', `"${policy}";q=${size};w=${windowMs / 1_000}`);
    append(reply, 'ratelimit', `"${policy}";r=${remaining};t=${Math.ceil(fullAfterMs / 1_000)}`);
  }
}

const byEmptiness = (a: TokenResult, b: TokenResult): number =>
  b.retryAfterMs - a.retryAfterMs || b.fullAfterMs - a.fullAfterMs;

function accountsOf(requests: readonly object[]): Set<string> {
  const ids = requests.map((request) => (request as { readonly accountId?: unknown }).accountId);
  return new Set(ids.filter((id) => typeof id === 'string'));
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
