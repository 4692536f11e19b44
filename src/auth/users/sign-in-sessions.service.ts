import { Injectable } from '@nestjs/common';
import { IsNull, LessThanOrEqual } from 'typeorm';
import { newEntity } from '../../common/new-entity.js';
import { Database } from '../../database/engine/database.js';
import { AuditService } from '../audit.service.js';
import type { AuthenticationResult } from '../credentials/authenticator.js';
import { SIGN_IN_LIFETIME_S } from '../credentials/cookies.js';
import { idOf } from '../credentials/credentials.js';
import { principalOf } from '../principal.js';
import { hashOf, newToken } from '../credentials/secret-token.js';
import { SignIn } from '../entities/sign-in.entity.js';
import { User } from '../entities/user.entity.js';
import { CredentialCache } from '../credentials/credential-cache.js';

/** Who signed in, and calls by cookie since. */
@Injectable()
export class SignInSessionsService {
  private readonly verified = new CredentialCache();

  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /**
   * Begins a sign-in, under a token that is always new: one that the caller, or somebody else, brought along is worth
   * nothing, and the sign-in it stood for ends.
   *
   * @param user As they were when their password was looked at.
   * @returns The token, of which only a hash is stored; `undefined` where the user has been changed since: they may have
   *   another password, or have been disabled.
   */
  async begin(user: User, isRemembered: boolean, earlier?: string): Promise<string | undefined> {
    const token = newToken();
    const lifetime = isRemembered ? SIGN_IN_LIFETIME_S.remembered : SIGN_IN_LIFETIME_S.brief;
    const signIn: SignIn = {
      ...newEntity(user.userName),
      tokenHash: hashOf(token),
      userId: user.id,
      dateExpires: new Date(Date.now() + lifetime * 1000).toISOString(),
    };
    const isGood = await this.database.write(async (manager) => {
      // Looks again and keeps the user as they are: a sign-in must not slip past what ends them all.
      const { id, dateLastModified } = user;
      const { affected } = await manager.update(User, { id, dateLastModified, dateDisabled: IsNull() }, { id });
      if (affected !== 1) return false;
      await manager.delete(SignIn, { dateExpires: LessThanOrEqual(signIn.dateCreated) });
      if (earlier !== undefined) await manager.delete(SignIn, { tokenHash: hashOf(earlier) });
      await manager.insert(SignIn, signIn);
      return true;
    });
    if (!isGood) return undefined;
    if (earlier !== undefined) this.verified.forget(idOf(earlier));
    return token;
  }

  /** @returns Who signed in under this token, where that is still so. */
  verify(token: string, id = idOf(token)): AuthenticationResult {
    return this.verified.verify(id, async ({ expiresAt }) => {
      const signIn = await this.database.read.findOneBy(SignIn, { tokenHash: hashOf(token) });
      const expires = signIn ? Date.parse(signIn.dateExpires) : 0;
      if (!signIn || expires <= Date.now()) return undefined;
      expiresAt(expires);
      return principalOf(await this.database.read.findOneBy(User, { id: signIn.userId }), 'cookie');
    });
  }

  /** Ends a sign-in: here at once, on every other replica within 5 s. */
  async end(token: string, address: string): Promise<void> {
    const principal = await this.verify(token);
    await this.database.write((manager) => manager.delete(SignIn, { tokenHash: hashOf(token) }));
    this.verified.forget(idOf(token));
    if (principal) this.audit.record('sign-out', { userName: principal.userName, address });
  }
}
