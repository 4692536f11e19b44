import { Controller, Delete, Get, Post, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ValidationError } from '../../common/errors.js';
import { MAX_SIGN_IN_BYTES } from '../../common/limits.js';
import { expectSameSite } from '../../content/http/browser-security.js';
import { httpCallOf } from '../../content/operations/http-call.js';
import { Dto, Operation } from '../../content/operations/operation.decorator.js';
import { CurrentUser, OptionalAuth, Public } from '../access.decorator.js';
import { expiredCookies, signInCookies, signInTokenOf } from '../credentials/cookies.js';
import { AuthStatus, GetAuthStatus, Logout } from './dto/auth-status.dto.js';
import { Authenticate, AuthenticationResult } from './dto/authenticate.dto.js';
import { NoStoreInterceptor } from './no-store.interceptor.js';
import type { Principal } from '../principal.js';
import { type SignInContext, SignInService } from './sign-in.service.js';

/** The options of the operation Authenticate on each of its routes. */
const AUTHENTICATE: Parameters<typeof Operation>[2] = {
  errors: ['Unauthorized', 'TooManyRequests'],
  headers: ['Set-Cookie'],
  maxBodyBytes: MAX_SIGN_IN_BYTES,
};

/** The options of the operation Logout on each of its routes. */
const LOGOUT: Parameters<typeof Operation>[2] = {
  isUnsafe: true,
  headers: ['Set-Cookie'],
  maxBodyBytes: MAX_SIGN_IN_BYTES,
};

/** The HTTP operations of sign-in, at the addresses and with the cookies of ServiceStack. */
@ApiTags('Authentication')
@UseInterceptors(NoStoreInterceptor)
@Controller('auth')
export class AuthController {
  constructor(private readonly signIn: SignInService) {}

  /**
   * Signs in with a user name and password
   *
   * @remarks Sets session cookies, which authenticate later requests for 12 hours, or for 30 days with `rememberMe`. Returns
   * 429 after too many failed attempts. Without `provider` and user name, the response tells who is signed in, or is 401;
   * `GET` does the same, and never signs in. With the provider `logout` it signs out, as `DELETE /auth` does. `/auth` is the
   * same operation.
   */
  @Post('credentials')
  @Operation(Authenticate, AuthenticationResult, AUTHENTICATE)
  @Public()
  async authenticate(
    @Dto() request: Authenticate,
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthenticationResult> {
    const provider = request.provider?.toLowerCase();
    if (http.method !== 'POST') expectNoPassword(request);
    if (provider === 'logout') {
      expectSameSite(http); // the operation is not `isUnsafe`, so a GET of it has not been checked
      return this.logout(http, reply);
    }
    if (provider && provider !== 'credentials') throw unknownProvider();
    const isQuestion = !request.userName && !request.password && (!provider || http.method !== 'POST');
    if (isQuestion) return this.signIn.whoIs(httpCallOf(http));
    const response = await this.signIn.signIn(request, contextOf(http));
    setCookies(reply, signInCookies(response.sessionId, request.rememberMe === true, isSecure(http)));
    return response;
  }

  /** The same operation at ServiceStack's shorter address. */
  @Post()
  @ApiExcludeEndpoint()
  @Operation(Authenticate, AuthenticationResult, AUTHENTICATE)
  @Public()
  authenticateAtShortAddress(
    @Dto() request: Authenticate,
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthenticationResult> {
    return this.authenticate(request, http, reply);
  }

  /** Tells who is signed in, or signs out with the provider `logout`. It never signs in: URLs are logged. */
  @Get(['', 'credentials'])
  @ApiExcludeEndpoint()
  @Operation(Authenticate, AuthenticationResult, AUTHENTICATE)
  @Public()
  authenticateByGet(
    @Dto() request: Authenticate,
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthenticationResult> {
    return this.authenticate(request, http, reply);
  }

  /** Signs out, as ServiceStack does it. */
  @Delete()
  @ApiExcludeEndpoint()
  @Operation(Authenticate, AuthenticationResult, AUTHENTICATE)
  @Public()
  logoutByDelete(
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthenticationResult> {
    return this.logout(http, reply);
  }

  /**
   * Signs out
   *
   * @remarks Ends the session that the request's cookie belongs to, and clears the session cookies. `GET` does the same.
   */
  @Post('logout')
  @Operation(Logout, AuthenticationResult, LOGOUT)
  @Public()
  async logout(
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthenticationResult> {
    const response = await this.signIn.signOut(contextOf(http));
    setCookies(reply, expiredCookies(isSecure(http)));
    return response;
  }

  /** Signs out by GET, which can only end the caller's own session, and not from a page of another site. */
  @Get('logout')
  @ApiExcludeEndpoint()
  @Operation(Logout, AuthenticationResult, LOGOUT)
  @Public()
  logoutByGet(
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthenticationResult> {
    return this.logout(http, reply);
  }

  /**
   * Gets the current user
   *
   * @remarks Includes the accounts that the user can access: all accounts, for a system administrator. Without credentials,
   * returns only `isAuthenticated: false`.
   */
  @Get('status')
  @Operation(GetAuthStatus, AuthStatus)
  @OptionalAuth()
  status(@CurrentUser({ optional: true }) caller: Principal | undefined): Promise<AuthStatus> {
    return this.signIn.status(caller);
  }
}

const contextOf = ({ id, ip, headers }: FastifyRequest): SignInContext => ({
  address: ip,
  requestId: id,
  token: signInTokenOf(headers.cookie),
});

const isSecure = ({ protocol }: FastifyRequest): boolean => protocol === 'https';

const setCookies = (reply: FastifyReply, cookies: string[]): void => void reply.header('set-cookie', cookies);

/** @throws ValidationError if a request that has its members in the URL contains a user name or a password. */
function expectNoPassword({ userName, password }: Authenticate): void {
  const fields = Object.entries({ UserName: userName, Password: password })
    .filter(([, value]) => value)
    .map(([fieldName]) => {
      const message = `'${fieldName}' must be in the body of a POST request: URLs are logged.`;
      return { errorCode: 'NotAllowed', fieldName, message };
    });
  if (fields.length > 0) throw new ValidationError(fields);
}

const unknownProvider = (): ValidationError =>
  ValidationError.of('NotFound', 'Provider', "'Provider' must be 'credentials' or 'logout'.");
