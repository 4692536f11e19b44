import { Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { CALL_LIMITER, CallLimiter } from './call-limiter.js';
import { RedisTokenBuckets } from './redis-token-buckets.js';
import { MemoryTokenBuckets } from './token-buckets.js';

/** Opens and closes the buckets. */
@Injectable()
class RateLimiting implements OnApplicationShutdown {
  readonly limiter: CallLimiter | undefined;
  private readonly redis: RedisTokenBuckets | undefined;

  constructor(@Inject(ENV) { RATE_LIMIT: limit, RATE_LIMIT_URL: url }: Env) {
    if (!limit) return;
    this.redis = url === undefined ? undefined : new RedisTokenBuckets(url, limit);
    this.limiter = new CallLimiter(this.redis ?? new MemoryTokenBuckets(limit), limit);
  }

  onApplicationShutdown(): void {
    this.redis?.close();
  }
}

/** Limits the calls of each caller and for each account, if `RATE_LIMIT` is set. */
@Module({
  providers: [
    RateLimiting,
    { provide: CALL_LIMITER, inject: [RateLimiting], useFactory: ({ limiter }: RateLimiting) => limiter },
  ],
  exports: [CALL_LIMITER],
})
export class RateLimitModule {}
