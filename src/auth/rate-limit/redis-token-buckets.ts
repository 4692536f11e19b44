import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { RateLimitSetting } from '../../config/env.limits.js';
import { MemoryTokenBuckets, takeToken, type TokenBuckets, type TokenResult } from './token-buckets.js';

/** How long a call waits for Redis, in ms. */
const COMMAND_TIMEOUT_MS = 200;
/** How often a failure of Redis is logged, in ms. */
const WARNING_INTERVAL_MS = 60_000;

/** Takes a token as `takeToken` does, by the clock of Redis. Returns its time and when the bucket was full before. */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local fullAt = tonumber(redis.call('GET', KEYS[1]) or 0)
local next = math.max(fullAt, now) + ARGV[1]
if next - now <= tonumber(ARGV[2]) then
  redis.call('SET', KEYS[1], string.format('%.3f', next), 'PX', math.ceil(next - now))
end
return { string.format('%.3f', fullAt), string.format('%.3f', now) }
`;

/** Buckets that all replicas share. While Redis does not answer, each replica has buckets of its own. */
export class RedisTokenBuckets implements TokenBuckets {
  private readonly redis: Redis;
  private readonly own: MemoryTokenBuckets;
  private readonly logger = new Logger('RateLimit');
  private warnedAt = -WARNING_INTERVAL_MS;

  constructor(
    url: string,
    private readonly limit: RateLimitSetting,
  ) {
    this.own = new MemoryTokenBuckets(limit);
    this.redis = new Redis(url, {
      commandTimeout: COMMAND_TIMEOUT_MS,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
    });
    this.redis.on('error', (error: Error) => this.warn(error));
  }

  async take(key: string): Promise<TokenResult> {
    const { size, windowMs } = this.limit;
    try {
      const times = await this.redis.eval(TAKE, 1, `voice-api:rate-limit:${key}`, windowMs / size, windowMs);
      const [fullAt = 0, now = 0] = (times as string[]).map(Number);
      return takeToken(fullAt, now, this.limit).result;
    } catch (error) {
      this.warn(error as Error);
      return this.own.take(key);
    }
  }

  close(): void {
    this.redis.disconnect();
  }

  private warn(error: Error): void {
    if (performance.now() - this.warnedAt < WARNING_INTERVAL_MS) return;
    this.warnedAt = performance.now();
    this.logger.warn(`Redis does not answer, so this process limits calls by itself: ${error.message}`);
  }
}
