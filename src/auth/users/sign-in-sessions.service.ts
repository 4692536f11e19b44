import { Injectable } from '@nestjs/common';
import { IsNull, LessThanOrEqual } from 'typeorm';
import { newEntity } from '../../common/new-entity.js';
import { Database } from '../../database/engine/database.js';
import { AuditService } from '../audit.service.js';
import type { AuthenticationResult } from '../credentials/authenticator.js';
import { SIGN_IN_LIFETIME_S } from '../credentials/cookies.js';
import { cacheKeyOf } from '../credentials/credentials.js';
import { principalOf } from '../principal.js';
import { hashOf, newToken } from '../credentials/secret-token.js';
import { SignIn } from '../entities/sign-in.entity.js';
import { User } from '../entities/user.entity.js';
import { CredentialCache } from '../credentials/credential-cache.js';

/** Stores the sessions of users who signed in with a password and then call with a cookie. */
@Injectable()
export class SignInSessionsService {
  private readonly cache = new CredentialCache();

  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

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

  /** @returns The user of the session, or `undefined` if the session has ended or the user is disabled. */
  verify(token: string, cacheKey = cacheKeyOf(token)): AuthenticationResult {
    return this.cache.verify(cacheKey, async ({ expiresAt }) => {
      const signIn = await this.database.read.findOneBy(SignIn, { tokenHash: hashOf(token) });
      const expires = signIn ? Date.parse(signIn.dateExpires) : 0;
      if (!signIn || expires <= Date.now()) return undefined;
      expiresAt(expires);
      return principalOf(await this.database.read.findOneBy(User, { id: signIn.userId }), 'cookie');
    });
  }

  /** Ends a session: at once on this replica, within 5 s on every other. */
  async end(token: string, address: string, requestId: string): Promise<void> {
    const principal = await this.verify(token);
    await this.database.write((manager) => manager.delete(SignIn, { tokenHash: hashOf(token) }));
    this.cache.forget(cacheKeyOf(token));
    if (principal) this.audit.record('sign-out', { userName: principal.userName, address }, requestId);
  }
}
