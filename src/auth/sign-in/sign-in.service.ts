import { Inject, Injectable } from '@nestjs/common';
import type { OperationCall } from '../../content/operations/operation-call.js';
import { UnauthorizedError, ValidationError } from '../../common/errors.js';
import { ACCOUNT_LISTER, type AccountLister } from './account-lister.js';
import type { AuthStatus } from './dto/auth-status.dto.js';
import type { Authenticate, AuthenticationResult } from './dto/authenticate.dto.js';
import { readCredentials } from '../credentials/read-credentials.js';
import { PasswordAuthService } from '../users/password-auth.service.js';
import { BASIC, COOKIE, isForeign, JWT, type Principal } from '../principal.js';
import { AuthenticationService } from '../schemes/authentication.service.js';
import { SignInSessionsService } from '../users/sign-in-sessions.service.js';
import type { User } from '../entities/user.entity.js';
import { UsersService } from '../users/users.service.js';

/** The most accounts that a status contains. */
const MAX_STATUS_ACCOUNTS = 1_000;

/** ServiceStack's names of the authentication schemes, by `Principal.via`. */
const AUTH_PROVIDERS: Readonly<Record<string, string>> = {
  [COOKIE]: 'credentials',
  [BASIC]: 'basic',
  'API key': 'apikey',
  [JWT]: 'jwt',
};

/** What a sign-in needs to know of its HTTP request. */
export interface SignInContext {
  /** The client's IP address. */
  readonly address: string;
  /** The id of the call, for the log. */
  readonly requestId: string;
  /** The token of the caller's present session. */
  readonly token: string | undefined;
}

/** Signs users in with a password, signs them out, and describes the caller. */
@Injectable()
export class SignInService {
  constructor(
    private readonly passwordAuth: PasswordAuthService,
    private readonly signInSessions: SignInSessionsService,
    private readonly users: UsersService,
    private readonly authentication: AuthenticationService,
    @Inject(ACCOUNT_LISTER) private readonly accountLister: AccountLister,
  ) {}

  /**
   * Starts a session. The response contains its token too, as ServiceStack's does: the client that receives it has just
   * sent the password.
   *
   * @throws ValidationError if user name or password is missing.
   * @throws UnauthorizedError if either is wrong; the message never says which.
   * @throws TooManyRequestsError if the caller must wait after too many failed attempts.
   */
  async signIn(
    request: Authenticate,
    { address, requestId, token }: SignInContext,
  ): Promise<AuthenticationResult & { sessionId: string }> {
    const { userName, password, rememberMe } = request;
    if (!userName || !password) throw new ValidationError(emptyErrors({ UserName: userName, Password: password }));
    const user = await this.passwordAuth.check({ userName, password, address, requestId, via: 'credentials' });
    const sessionId = user && (await this.signInSessions.begin(user, rememberMe === true, token));
    if (!user || sessionId === undefined) {
      throw new UnauthorizedError(this.authentication.challenges, 'Invalid UserName or Password');
    }
    return { ...describe(user), sessionId, authProvider: AUTH_PROVIDERS[COOKIE] };
  }

  /**
   * Describes who is signed in. The response has no token, so that a script cannot read the value of a cookie.
   *
   * @throws UnauthorizedError if the call has no valid credentials.
   * @throws TooManyRequestsError as `signIn` does, for a password.
   */
  async whoIs(call: OperationCall): Promise<AuthenticationResult> {
    const credentials = readCredentials(call);
    const caller = await this.authentication.authenticate(credentials, call.id);
    if (!caller) throw this.authentication.unauthorized(credentials);
    const user = isForeign(caller) ? null : await this.users.find(caller.userName);
    return {
      ...describe(user ?? { userName: caller.userName }),
      roles: [...caller.roles],
      authProvider: AUTH_PROVIDERS[caller.via],
    };
  }

  /** Ends the caller's session, if there is one. */
  async signOut({ address, requestId, token }: SignInContext): Promise<AuthenticationResult> {
    if (token !== undefined) await this.signInSessions.end(token, address, requestId);
    return {};
  }

  /** Describes the caller and the accounts that the caller may see. */
  async status(caller: Principal | undefined): Promise<AuthStatus> {
    if (!caller) return { isAuthenticated: false };
    const { userName, roles, accountIds } = caller;
    const user = isForeign(caller) ? null : await this.users.find(userName);
    const accounts = await this.accountLister.list(accountIds, MAX_STATUS_ACCOUNTS);
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

const describe = ({ id, userName, displayName, roles }: Partial<User> & Pick<User, 'userName'>) => ({
  userId: id,
  userName,
  displayName: displayName ?? userName,
  roles,
});

const emptyErrors = (members: Record<string, string | null | undefined>) =>
  Object.entries(members)
    .filter(([, value]) => !value)
    .map(([fieldName]) => ({ errorCode: 'NotEmpty', fieldName, message: `'${fieldName}' must not be empty.` }));
