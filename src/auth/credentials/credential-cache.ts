import { LRUCache } from 'lru-cache';
import type { AuthenticationResult } from './authenticator.js';
import type { CredentialCacheKey } from './credentials.js';
import type { Principal } from '../principal.js';

/** The longest that a revoked credential still works, in ms. */
const CACHE_TTL_MS = 5_000;
/** The fraction of the TTL after which the next use starts a check in the background, so that no caller waits for it. */
const REFRESH_AFTER = 0.8;
/** After the TTL, how long a re-check does not count as a password guess, in ms. */
const STALE_GRACE_MS = 60_000;
const MAX_CACHE_ENTRIES = 10_000;

/** What the cache passes to a check. */
export interface CheckContext {
  /** Shortens the time for which the result is cached. The check calls it with the expiry of the credentials (Unix, ms). */
  readonly expiresAt: (timeMs: number) => void;
  /** Whether the same credentials were valid at the last check, and that check was recent. */
  readonly isRecheck: boolean;
}

/** Verifies credentials; resolves to `undefined` if they are invalid. */
export type CredentialCheck = (context: CheckContext) => Promise<Principal | undefined>;

/** A cached result. Times are by `performance.now()`: refreshed in the background from `freshUntil`, invalid at `until`. */
interface CacheEntry {
  readonly principal: Principal;
  readonly freshUntil: number;
  readonly until: number;
  /** When the credentials expire, by the system clock (Unix, ms): setting that clock does not move the other times. */
  readonly expiresAt: number;
}

interface PendingCheck {
  readonly result: Promise<Principal | undefined>;
  /** Until when later calls share this check, by `performance.now()`. */
  readonly joinableUntil: number;
}

/**
 * Caches valid credentials for some seconds, so that a call does not cost a password hash. Concurrent calls with the
 * same credentials share one check. When the cache is full, it evicts the least recently used entry.
 *
 * Each authentication scheme creates its own cache with `new`. A shared provider would not do: the schemes differ in TTL,
 * and the same text can be a credential of two of them.
 */
export class CredentialCache {
  private readonly entries = new LRUCache<CredentialCacheKey, CacheEntry>({ max: MAX_CACHE_ENTRIES });
  private readonly pendingChecks = new Map<CredentialCacheKey, PendingCheck>();

  /** @param ttlMs How long valid credentials are cached, in ms, unless they expire earlier. */
  constructor(private readonly ttlMs = CACHE_TTL_MS) {}

  /**
   * Returns the cached result, or runs the check.
   *
   * @param mustCheck Whether to run the check although a result is cached.
   * @throws What the check throws, if nothing valid is cached.
   */
  verify(key: CredentialCacheKey, check: CredentialCheck, mustCheck = false): AuthenticationResult {
    if (mustCheck) return this.runCheck(key, check);
    const entry = this.entries.get(key);
    const now = performance.now();
    if (entry && entry.until > now && entry.expiresAt > Date.now()) {
      if (entry.freshUntil <= now && !this.pendingChecks.has(key)) this.runCheck(key, check).catch(() => undefined);
      return entry.principal;
    }
    const pending = this.pendingChecks.get(key);
    // A slow check may have read data that is older than the TTL allows.
    return pending && pending.joinableUntil > now ? pending.result : this.runCheck(key, check);
  }

  /** Removes credentials that are no longer valid: their next use runs a check. */
  forget(key: CredentialCacheKey): void {
    this.entries.delete(key);
    this.pendingChecks.delete(key); // a running check may have read the old data, so its result is not cached
  }

  private runCheck(key: CredentialCacheKey, check: CredentialCheck): Promise<Principal | undefined> {
    // The TTL counts from before the check, so that the data it reads is never used for longer.
    const start = performance.now();
    let until = start + this.ttlMs;
    let expiresAt = Infinity;
    /** @returns Whether this check is still the current one: `forget` or a newer check replaces it. */
    const finish = (): boolean => this.pendingChecks.get(key)?.result === result && this.pendingChecks.delete(key);
    const context: CheckContext = {
      expiresAt: (timeMs) => {
        until = Math.min(until, start + timeMs - Date.now());
        expiresAt = timeMs;
      },
      isRecheck: start < (this.entries.peek(key)?.until ?? -Infinity) + STALE_GRACE_MS,
    };
    const result = check(context).then(
      (principal) => {
        if (finish()) {
          const entry = principal && {
            principal,
            freshUntil: start + (until - start) * REFRESH_AFTER,
            until,
            expiresAt,
          };
          this.entries.set(key, entry); // lru-cache deletes the key if the value is undefined
        }
        return principal;
      },
      (error: unknown) => {
        finish(); // the check failed without a result: a cached entry stays valid for the rest of its TTL
        throw error;
      },
    );
    this.pendingChecks.set(key, { result, joinableUntil: until });
    return result;
  }
}
