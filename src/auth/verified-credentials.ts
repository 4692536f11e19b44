import { hash, randomBytes } from 'node:crypto';
import type { Principal } from './principal.js';

/** How long credentials that were verified are believed without asking again, in ms: so long a revoked one may live. */
const BELIEVED = 5_000;
const MAX_REMEMBERED = 10_000;

/**
 * Remembers verified credentials for a moment, so that a call does not cost a password hash. Credentials are kept as a
 * hash under a key of this process's own, and those that arrive together are verified once.
 */
export class VerifiedCredentials {
  private readonly key = randomBytes(32).toString('base64');
  private readonly known = new Map<string, { principal: Principal; until: number }>();
  private readonly underWay = new Map<string, Promise<Principal | undefined>>();

  /**
   * @param credentials The credentials as they were sent.
   * @param check Verifies them, at its cost; `undefined` where they are wrong.
   */
  verify(credentials: string, check: () => Promise<Principal | undefined>): Promise<Principal | undefined> {
    const id = hash('sha256', this.key + credentials, 'base64');
    const found = this.known.get(id);
    if (found && found.until > performance.now()) return Promise.resolve(found.principal);
    let pending = this.underWay.get(id);
    if (!pending) {
      pending = this.checkOnce(id, check).finally(() => this.underWay.delete(id));
      this.underWay.set(id, pending);
    }
    return pending;
  }

  private async checkOnce(id: string, check: () => Promise<Principal | undefined>): Promise<Principal | undefined> {
    // Counted from before the check, so that what it saw is never believed for longer.
    const until = performance.now() + BELIEVED;
    const principal = await check();
    this.known.delete(id);
    if (principal) {
      if (this.known.size >= MAX_REMEMBERED) this.known.clear();
      this.known.set(id, { principal, until });
    }
    return principal;
  }
}
