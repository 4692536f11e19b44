import { Inject, Injectable } from '@nestjs/common';
import { UnauthorizedError, ValidationError } from '../../common/errors.js';
import { ACCOUNT_LISTER, type AccountLister } from './account-lister.js';
import type { AuthStatus } from './dto/auth-status.dto.js';
import type { Authenticate, AuthenticateResponse } from './dto/authenticate.dto.js';
import { PasswordAuthService } from '../users/password-auth.service.js';
import { isForeign, type Principal } from '../principal.js';
import { AuthenticationService } from '../schemes/authentication.service.js';
import { SignInSessionsService } from '../users/sign-in-sessions.service.js';
import { UsersService } from '../users/users.service.js';

/** The most accounts that a status names. */
const MAX_STATUS_ACCOUNTS = 1_000;

/** Where an attempt to sign in comes from. */
export interface SignInContext {
  readonly address: string;
  /** The token of the sign-in that the caller has so far, if any. */
  readonly token: string | undefined;
}

/** Signing in with a password, and what whoever signed in is told of themselves. */
@Injectable()
export class SignInService {
  constructor(
    private readonly passwords: PasswordAuthService,
    private readonly signIns: SignInSessionsService,
    private readonly users: UsersService,
    private readonly schemes: AuthenticationService,
    @Inject(ACCOUNT_LISTER) private readonly accounts: AccountLister,
  ) {}

  /**
   * Signs in. The answer carries the token too, as the origin's does: whoever gets it has just sent the password.
   *
   * @throws UnauthorizedError where user name or password is wrong: which of them is not said.
   */
  async signIn(request: Authenticate, { address, token }: SignInContext): Promise<Required<AuthenticateResponse>> {
    const { userName, password, rememberMe } = request;
    if (!userName || !password) throw new ValidationError(missing({ UserName: userName, Password: password }));
    const user = await this.passwords.check({ userName, password, address, via: 'credentials' });
    const sessionId = user && (await this.signIns.begin(user, rememberMe === true, token));
    if (!user || sessionId === undefined) {
      throw new UnauthorizedError(this.schemes.challenges, 'Invalid UserName or Password');
    }
    const { id: userId, displayName, roles } = user;
    return { userId, sessionId, userName, displayName: displayName ?? userName, roles };
  }

  /** Ends the caller's own sign-in, if there is one. */
  async signOut({ address, token }: SignInContext): Promise<AuthenticateResponse> {
    if (token !== undefined) await this.signIns.end(token, address);
    return {};
  }

  async status(caller: Principal | undefined): Promise<AuthStatus> {
    if (!caller) return { isAuthenticated: false };
    const { userName, roles, accountIds } = caller;
    const user = isForeign(caller) ? null : await this.users.find(userName);
    const accounts = await this.accounts.list(accountIds, MAX_STATUS_ACCOUNTS);
    return {
      id: user?.id,
      isAuthenticated: true,
      userName,
      name: user?.displayName ?? userName,
      emailAddress: user?.emailAddress,
      roles: [...roles],
      accountIds: accounts.map(({ id }) => id),
      accountNames: accounts.map(({ name }) => name),
    };
  }
}

const missing = (members: Record<string, string | null | undefined>) =>
  Object.entries(members)
    .filter(([, value]) => !value)
    .map(([fieldName]) => ({ errorCode: 'NotEmpty', fieldName, message: `'${fieldName}' must not be empty.` }));
