import { Inject, Injectable, Logger } from '@nestjs/common';
import { IsNull, LessThanOrEqual, MoreThan } from 'typeorm';
import { newEntity } from '../../common/new-entity.js';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { Database } from '../../database/engine/database.js';
import { AuditService } from '../audit.service.js';
import type { AuthenticationResult } from '../credentials/authenticator.js';
import { SIGN_IN_LIFETIME_S } from '../credentials/cookies.js';
import { cacheKeyOf } from '../credentials/credentials.js';
import { COOKIE, principalOf } from '../principal.js';
import { hashOf, newToken } from '../credentials/secret-token.js';
import { SignIn } from '../entities/sign-in.entity.js';
import { User } from '../entities/user.entity.js';
import { CredentialCache, type CredentialCheck } from '../credentials/credential-cache.js';

/** The precision of a session's last use, in ms: at most this, and a tenth of the time of no use that ends it. */
const MAX_LAST_USED_RESOLUTION_MS = 60 * 60 * 1000;

/** Stores the sessions of users who signed in with a password and then call with a cookie. */
@Injectable()
export class SignInSessionsService {
  private readonly cache = new CredentialCache();
  private readonly logger = new Logger('SignIns');
  private readonly idleMs: number;
  private readonly lastUsedResolutionMs: number;

  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    @Inject(ENV) { SIGN_IN_IDLE_MINUTES }: Env,
  ) {
    this.idleMs = SIGN_IN_IDLE_MINUTES * 60 * 1000;
    this.lastUsedResolutionMs = Math.min(MAX_LAST_USED_RESOLUTION_MS, this.idleMs / 10);
  }

  /**
   * Starts a session under a new random token. It never adopts the token that the request sent, which prevents session
   * fixation.
   *
   * @param user The user as read when the password was verified.
   * @param previousToken The token of the caller's present session, which ends.
   * @returns The token, of which only a hash is stored. `undefined` if the user was changed since the password was
   *   verified: the user may have a new password or be disabled.
   */
  async begin(user: User, isRemembered: boolean, previousToken?: string): Promise<string | undefined> {
    const token = newToken();
    const lifetimeS = isRemembered ? SIGN_IN_LIFETIME_S.remembered : SIGN_IN_LIFETIME_S.brief;
    const signIn: SignIn = {
      ...newEntity(user.userName),
      tokenHash: hashOf(token),
      userId: user.id,
      dateExpires: new Date(Date.now() + lifetimeS * 1000).toISOString(),
      dateLastUsed: new Date().toISOString(),
    };
    const isStarted = await this.database.write(async (manager) => {
      // Locks the user's row if it is unchanged, so that a concurrent password change or disable ends this session too.
      const { id, dateLastModified } = user;
      const { affected } = await manager.update(User, { id, dateLastModified, dateDisabled: IsNull() }, { id });
      if (affected !== 1) return false;
      await manager.delete(SignIn, { dateExpires: LessThanOrEqual(signIn.dateCreated) });
      if (previousToken !== undefined) await manager.delete(SignIn, { tokenHash: hashOf(previousToken) });
      await manager.insert(SignIn, signIn);
      return true;
    });
    if (!isStarted) return undefined;
    if (previousToken !== undefined) this.cache.forget(cacheKeyOf(previousToken));
    return token;
  }

  /**
   * @param requestId The id of the call, for the log.
   * @param mustCheck Whether to look the session up although a result is cached.
   * @returns The user of the session, or `undefined` if the session has ended or the user is disabled.
   */
  verify(token: string, requestId: string, cacheKey = cacheKeyOf(token), mustCheck = false): AuthenticationResult {
    const check: CredentialCheck = async ({ expiresAt }) => {
      const signIn = await this.database.read.findOneBy(SignIn, { tokenHash: hashOf(token) });
      const end = signIn ? this.endOf(signIn) : 0;
      if (!signIn || end <= Date.now()) return undefined;
      expiresAt(end);
      this.recordUse(signIn, requestId);
      return principalOf(await this.database.read.findOneBy(User, { id: signIn.userId }), COOKIE);
    };
    return this.cache.verify(cacheKey, check, mustCheck);
  }

  /** Ends a session: at once on this replica, within 5 s on every other. */
  async end(token: string, address: string, requestId: string): Promise<void> {
    const principal = await this.verify(token, requestId);
    await this.database.write((manager) => manager.delete(SignIn, { tokenHash: hashOf(token) }));
    this.cache.forget(cacheKeyOf(token));
    if (principal) this.audit.record('sign-out', { userName: principal.userName, address }, requestId);
  }

  /** @returns The sessions that have not ended, of all users or of one, oldest first. */
  async list(userId?: string): Promise<SignIn[]> {
    const where = { dateExpires: MoreThan(new Date().toISOString()), ...(userId !== undefined && { userId }) };
    const signIns = await this.database.read.find(SignIn, { where, order: { id: 'ASC' } });
    return signIns.filter((signIn) => this.endOf(signIn) > Date.now());
  }

  /**
   * Ends sessions for an operator. Every replica rejects their cookies within 5 s.
   *
   * @param by The name of the operator.
   */
  async endAll(signIns: readonly SignIn[], by: string): Promise<void> {
    for (const { id, userId } of signIns) {
      const user = await this.database.read.findOneBy(User, { id: userId });
      await this.database.write((manager) => manager.delete(SignIn, id));
      this.audit.record('sign-in-ended', { userName: user?.userName, id, by });
    }
  }

  /** When a session ends if it is not used again (Unix, ms). The stored last use may be older than the real one. */
  private endOf({ dateExpires, dateLastUsed, dateCreated }: SignIn): number {
    const lastUsed = Date.parse(dateLastUsed ?? dateCreated);
    return Math.min(Date.parse(dateExpires), lastUsed + this.idleMs + this.lastUsedResolutionMs);
  }

  /** Stores the last use from time to time. It runs in the background; a failure is only logged. */
  private recordUse({ id, dateLastUsed }: SignIn, requestId: string): void {
    const now = Date.now();
    if (dateLastUsed !== null && now - Date.parse(dateLastUsed) < this.lastUsedResolutionMs) return;
    this.database
      .write((manager) => manager.update(SignIn, id, { dateLastUsed: new Date(now).toISOString() }))
      .catch((error: unknown) =>
        this.logger.warn(`Failed to store the last use of sign-in ${id}: ${String(error)}`, { requestId }),
      );
  }
}
