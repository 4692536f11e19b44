import { LRUCache } from 'lru-cache';
import type { AuthenticationResult } from './authenticator.js';
import type { CredentialsId } from './credentials.js';
import type { Principal } from '../principal.js';

/** How long credentials that were verified are believed without asking again, in ms: so long a revoked one may live. */
const CACHE_TTL_MS = 5_000;
/** The part of that time after which credentials in use are verified anew, so that no caller waits for it. */
const REFRESH_AFTER = 0.8;
/** How long after that it counts for something that they were right, in ms. */
const STALE_GRACE_MS = 60_000;
const MAX_CACHE_ENTRIES = 10_000;

/** What a check is told, and tells. */
export interface CheckContext {
  /** To be told when the credentials expire (Unix time, in ms). */
  readonly expiresAt: (time: number) => void;
  /** Whether they were right lately, and nothing says otherwise: it is only to be seen whether that still holds. */
  readonly isRecheck: boolean;
}

/** Verifies credentials, at its cost; `undefined` where they are wrong. */
export type Check = (checking: CheckContext) => Promise<Principal | undefined>;

/** Who showed the credentials, and until when, by `performance.now()`, they need not be verified anew, and are believed. */
interface CacheEntry {
  readonly principal: Principal;
  readonly freshUntil: number;
  readonly until: number;
}

/**
 * Remembers verified credentials for a moment, so that a call does not cost a password hash. They are known by their ids
 * alone, and those that arrive together are verified once.
 */
export class CredentialCache {
  private readonly known = new LRUCache<CredentialsId, CacheEntry>({ max: MAX_CACHE_ENTRIES });
  private readonly underWay = new Map<CredentialsId, { result: Promise<Principal | undefined>; joinedUntil: number }>();

  /** @param believed How long credentials are believed, in ms, unless they expire before that. */
  constructor(private readonly believed = CACHE_TTL_MS) {}

  verify(id: CredentialsId, check: Check): AuthenticationResult {
    const found = this.known.get(id);
    const now = performance.now();
    if (found && found.until > now) {
      if (found.freshUntil <= now && !this.underWay.has(id)) this.checkOnce(id, check).catch(() => undefined);
      return found.principal;
    }
    const pending = this.underWay.get(id);
    // What one that takes long has seen may be older than what is believed.
    return pending && pending.joinedUntil > now ? pending.result : this.checkOnce(id, check);
  }

  /** Credentials that are no longer good: asked for again at their next use. */
  forget(id: CredentialsId): void {
    this.known.delete(id);
    this.underWay.delete(id); // what is being checked now may have been read before, and is not remembered
  }

  private checkOnce(id: CredentialsId, check: Check): Promise<Principal | undefined> {
    // Counted from before the check, so that what it saw is never believed for longer.
    const start = performance.now();
    let until = start + this.believed;
    /** @returns Whether nobody has had it forgotten, or begun anew, meanwhile. */
    const isDone = (): boolean => this.underWay.get(id)?.result === result && this.underWay.delete(id);
    const checking: CheckContext = {
      expiresAt: (time) => (until = Math.min(until, start + time - Date.now())),
      isRecheck: start < (this.known.peek(id)?.until ?? -Infinity) + STALE_GRACE_MS,
    };
    const result = check(checking).then(
      (principal) => {
        if (isDone())
          this.known.set(id, principal && { principal, freshUntil: start + (until - start) * REFRESH_AFTER, until });
        return principal;
      },
      (error: unknown) => {
        isDone(); // nothing was learnt: what was verified before is believed for as long as it was to be
        throw error;
      },
    );
    this.underWay.set(id, { result, joinedUntil: until });
    return result;
  }
}
