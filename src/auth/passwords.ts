import { Injectable } from '@nestjs/common';
import { Audit } from './audit.js';
import { BackOff } from './back-off.js';
import type { User } from './user.entity.js';
import { UsersService } from './users.service.js';

/** An attempt to sign in with a password. */
export interface PasswordAttempt {
  readonly userName: string;
  readonly password: string;
  readonly address: string;
  /** The scheme it came by, for the audit log. */
  readonly via: string;
}

/** The one place where passwords of callers are looked at: guesses are held back and written down. */
@Injectable()
export class Passwords {
  constructor(
    private readonly users: UsersService,
    private readonly backOff: BackOff,
    private readonly audit: Audit,
  ) {}

  /**
   * @returns The user, if there is one with this name and password who may sign in. An answer for a user that there is
   *   not costs and says the same.
   * @throws TooManyRequestsError where the caller has guessed too often and is to wait.
   */
  async check({ userName, password, address, via }: PasswordAttempt): Promise<User | undefined> {
    const attempt = await this.backOff.attempt(userName, address, async () => {
      const { user, isRight } = await this.users.verify(userName, password);
      if (user && isRight && user.dateDisabled === null) return user;
      this.audit.note('sign-in-failed', { userName: user?.userName, address, via });
      return undefined;
    });
    // Who calls by Basic signs in at every call: once a day and address says enough.
    const isNews = attempt && (!attempt.isRecent || via !== 'Basic');
    if (isNews) this.audit.note('sign-in', { userName: attempt.found.userName, address, via });
    return attempt?.found;
  }
}
