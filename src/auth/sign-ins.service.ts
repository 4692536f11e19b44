import { Injectable } from '@nestjs/common';
import { IsNull, LessThanOrEqual } from 'typeorm';
import { newEntity } from '../common/new-entity.js';
import { Database } from '../database/database.js';
import { Audit } from './audit.js';
import type { Identified } from './authenticator.js';
import { SIGN_IN_LIFETIME } from './cookies.js';
import { idOf } from './credentials.js';
import { principalOf } from './principal.js';
import { hashOf, newToken } from './secret-token.js';
import { SignIn } from './sign-in.entity.js';
import { User } from './user.entity.js';
import { VerifiedCredentials } from './verified-credentials.js';

/** Who signed in, and calls by cookie since. */
@Injectable()
export class SignIns {
  private readonly verified = new VerifiedCredentials();

  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
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
    const lifetime = isRemembered ? SIGN_IN_LIFETIME.remembered : SIGN_IN_LIFETIME.brief;
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
  verify(token: string, id = idOf(token)): Identified {
    return this.verified.verify(id, async ({ until }) => {
      const signIn = await this.database.read.findOneBy(SignIn, { tokenHash: hashOf(token) });
      const expires = signIn ? Date.parse(signIn.dateExpires) : 0;
      if (!signIn || expires <= Date.now()) return undefined;
      until(expires);
      return principalOf(await this.database.read.findOneBy(User, { id: signIn.userId }), 'cookie');
    });
  }

  /** Ends a sign-in: here at once, on every other replica within 5 s. */
  async end(token: string, address: string): Promise<void> {
    const principal = await this.verify(token);
    await this.database.write((manager) => manager.delete(SignIn, { tokenHash: hashOf(token) }));
    this.verified.forget(idOf(token));
    if (principal) this.audit.note('sign-out', { userName: principal.userName, address });
  }
}
