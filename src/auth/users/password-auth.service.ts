import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit.service.js';
import { LoginThrottleService, type PasswordCheck } from '../throttling/login-throttle.service.js';
import type { User } from '../entities/user.entity.js';
import { UsersService } from './users.service.js';

/** An attempt to sign in with a password. */
export interface PasswordAttempt {
  readonly userName: string;
  readonly password: string;
  readonly address: string;
  /** The scheme it came by, for the audit log. */
  readonly via: string;
  /** Whether the same was right lately: then it is no guess, and those who guess do not hold it up. */
  readonly isRecheck?: boolean;
}

/** The one place where passwords of callers are looked at: guesses are held back and written down. */
@Injectable()
export class PasswordAuthService {
  constructor(
    private readonly users: UsersService,
    private readonly backOff: LoginThrottleService,
    private readonly audit: AuditService,
  ) {}

  /**
   * @returns The user, if there is one with this name and password who may sign in. An answer for a user that there is
   *   not costs and says the same.
   * @throws TooManyRequestsError where the caller has guessed too often and is to wait.
   */
  async check({ userName, password, address, via, isRecheck = false }: PasswordAttempt): Promise<User | undefined> {
    const verify = async (): Promise<PasswordCheck> => {
      const { user, isRight } = await this.users.verify(userName, password);
      const isGood = isRight && user?.dateDisabled === null;
      if (!isGood) this.audit.record('sign-in-failed', { userName: user?.userName, address, via });
      return { user, isGood };
    };
    const { isRecent, ...verified } = isRecheck
      ? await this.backOff.recheck(userName, address, verify)
      : await this.backOff.attempt(userName, address, verify);
    const user = goodOne(verified);
    // Who calls by Basic signs in at every call: once a day and address says enough.
    if (user && (!isRecent || via !== 'Basic')) this.audit.record('sign-in', { userName: user.userName, address, via });
    return user;
  }
}

const goodOne = ({ user, isGood }: PasswordCheck): User | undefined => (isGood ? (user ?? undefined) : undefined);
