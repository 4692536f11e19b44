import { Controller, Get, Post, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ValidationError } from '../../common/errors.js';
import { MAX_SIGN_IN_BYTES } from '../../common/limits.js';
import { Dto, Operation } from '../../content/operations/operation.decorator.js';
import { CurrentUser, OptionalAuth, Public } from '../access.decorator.js';
import { expiredCookies, signInCookies, signInTokenOf } from '../credentials/cookies.js';
import { AuthStatus, GetAuthStatus, Logout } from './dto/auth-status.dto.js';
import { Authenticate, AuthenticateResponse } from './dto/authenticate.dto.js';
import { NoStoreInterceptor } from './no-store.interceptor.js';
import type { Principal } from '../principal.js';
import { type SignInContext, SignInService } from './sign-in.service.js';

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
   * 429 after too many failed attempts.
   */
  @Post('credentials')
  @Operation(Authenticate, AuthenticateResponse, {
    errors: ['Unauthorized', 'TooManyRequests'],
    headers: ['Set-Cookie'],
    maxBodyBytes: MAX_SIGN_IN_BYTES,
  })
  @Public()
  async authenticate(
    @Dto() request: Authenticate,
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthenticateResponse> {
    if (request.provider === 'logout') return this.logout(http, reply);
    if (request.provider && request.provider !== 'credentials') throw unknownProvider();
    const response = await this.signIn.signIn(request, contextOf(http));
    setCookies(reply, signInCookies(response.sessionId, request.rememberMe === true, isSecure(http)));
    return response;
  }

  /** The same operation at ServiceStack's shorter address. */
  @Post()
  @ApiExcludeEndpoint()
  @Operation(Authenticate, AuthenticateResponse, {
    errors: ['Unauthorized', 'TooManyRequests'],
    headers: ['Set-Cookie'],
    maxBodyBytes: MAX_SIGN_IN_BYTES,
  })
  @Public()
  authenticateAtShortAddress(
    @Dto() request: Authenticate,
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthenticateResponse> {
    return this.authenticate(request, http, reply);
  }

  /**
   * Signs out
   *
   * @remarks Ends the session that the request's cookie belongs to, and clears the session cookies. `GET` does the same.
   */
  @Post('logout')
  @Operation(Logout, AuthenticateResponse, {
    isUnsafe: true,
    headers: ['Set-Cookie'],
    maxBodyBytes: MAX_SIGN_IN_BYTES,
  })
  @Public()
  async logout(
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthenticateResponse> {
    const response = await this.signIn.signOut(contextOf(http));
    setCookies(reply, expiredCookies(isSecure(http)));
    return response;
  }

  /** The only GET that changes anything. It can only end the caller's own session, and not from a page of another site. */
  @Get('logout')
  @ApiExcludeEndpoint()
  @Operation(Logout, AuthenticateResponse, {
    isUnsafe: true,
    headers: ['Set-Cookie'],
    maxBodyBytes: MAX_SIGN_IN_BYTES,
  })
  @Public()
  logoutByGet(
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthenticateResponse> {
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

const unknownProvider = (): ValidationError =>
  ValidationError.of('NotFound', 'Provider', "'Provider' must be 'credentials' or 'logout'.");
