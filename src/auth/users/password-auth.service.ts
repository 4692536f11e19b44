import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit.service.js';
import { type LoginSource, LoginThrottleService, type PasswordCheck } from '../throttling/login-throttle.service.js';
import { BASIC } from '../principal.js';
import type { User } from '../entities/user.entity.js';
import { UsersService } from './users.service.js';

/** An attempt to sign in with a password. */
export interface PasswordAttempt extends LoginSource {
  readonly password: string;
  /** The authentication scheme, for the audit log. */
  readonly via: string;
  /** Whether the same credentials were valid recently. A re-check is no guess, so the guesses of others do not delay it. */
  readonly isRecheck?: boolean;
}

/** Verifies every password that a caller sends, and applies login throttling and the audit log. */
@Injectable()
export class PasswordAuthService {
  constructor(
    private readonly users: UsersService,
    private readonly loginThrottle: LoginThrottleService,
    private readonly audit: AuditService,
  ) {}

  /**
   * @returns The user, or `undefined` if user name or password is wrong or the user is disabled. An unknown user name
   *   takes as long as a wrong password.
   * @throws TooManyRequestsError if the caller must wait after too many failed attempts.
   */
  async check(attempt: PasswordAttempt): Promise<User | undefined> {
    const { userName, password, address, requestId, via, isRecheck = false } = attempt;
    const verify = async (): Promise<PasswordCheck> => {
      const { user, isRight } = await this.users.verify(userName, password);
      const isAccepted = isRight && user?.dateDisabled === null;
      if (!isAccepted) this.audit.record('sign-in-failed', { userName: user?.userName, address, via }, requestId);
      return { user, isAccepted };
    };
    const { user, isAccepted, isRecent } = isRecheck
      ? await this.loginThrottle.recheck(attempt, verify)
      : await this.loginThrottle.attempt(attempt, verify);
    if (!user || !isAccepted) return undefined;
    // A Basic caller signs in with every call: the audit log has one entry a day and address.
    if (!isRecent || via !== BASIC) this.audit.record('sign-in', { userName: user.userName, address, via }, requestId);
    return user;
  }
}
