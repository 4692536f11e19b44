import { Controller, Get, Post, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ValidationError } from '../../common/errors.js';
import { Dto, Operation } from '../../content/operations/operation.decorator.js';
import { CurrentUser, OptionalAuth, Public } from '../access.decorator.js';
import { noCookies, signInCookies, signInTokenOf } from '../credentials/cookies.js';
import { AuthStatus, GetAuthStatus, Logout } from './dto/auth-status.dto.js';
import { Authenticate, AuthenticateResponse } from './dto/authenticate.dto.js';
import { NoStoreInterceptor } from './no-store.interceptor.js';
import type { Principal } from '../principal.js';
import { type SignInContext, SignInService } from './sign-in.service.js';

/** The HTTP door to signing in: what the origin's clients call, and the cookies that they get. */
@ApiTags('Signing in')
@UseInterceptors(NoStoreInterceptor)
@Controller('auth')
export class AuthController {
  constructor(private readonly signIn: SignInService) {}

  /**
   * Signs in with user name and password
   *
   * @remarks The answer sets cookies that later calls may show, for 12 hours, or for 30 days with `rememberMe`. Wrong
   * passwords are held back: 429.
   */
  @Post('credentials')
  @Operation(Authenticate, AuthenticateResponse, {
    errors: ['Unauthorized', 'TooManyRequests'],
    headers: ['Set-Cookie'],
  })
  @Public()
  async authenticate(
    @Dto() request: Authenticate,
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthenticateResponse> {
    if (request.provider === 'logout') return this.logout(http, reply);
    if (request.provider && request.provider !== 'credentials') throw unknownProvider();
    const answer = await this.signIn.signIn(request, originOf(http));
    setCookies(reply, signInCookies(answer.sessionId, request.rememberMe === true, isSecure(http)));
    return answer;
  }

  /** The same, at the origin's shorter address. */
  @Post()
  @ApiExcludeEndpoint()
  @Operation(Authenticate, AuthenticateResponse, {
    errors: ['Unauthorized', 'TooManyRequests'],
    headers: ['Set-Cookie'],
  })
  @Public()
  authenticateShortly(
    @Dto() request: Authenticate,
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthenticateResponse> {
    return this.authenticate(request, http, reply);
  }

  /**
   * Signs out
   *
   * @remarks The sign-in of the cookie that was shown ends on the server, and its cookies are emptied. By `GET` too.
   */
  @Post('logout')
  @Operation(Logout, AuthenticateResponse, { headers: ['Set-Cookie'] })
  @Public()
  async logout(
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthenticateResponse> {
    const answer = await this.signIn.signOut(originOf(http));
    setCookies(reply, noCookies(isSecure(http)));
    return answer;
  }

  /** The one GET that changes anything: it can end nothing but the caller's own sign-in. */
  @Get('logout')
  @ApiExcludeEndpoint()
  @Operation(Logout, AuthenticateResponse, { headers: ['Set-Cookie'] })
  @Public()
  logoutByGet(
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthenticateResponse> {
    return this.logout(http, reply);
  }

  /**
   * Says who is signed in
   *
   * @remarks And which accounts they may see: all of them, for a system administrator. Whoever is not signed in is told so.
   */
  @Get('status')
  @Operation(GetAuthStatus, AuthStatus)
  @OptionalAuth()
  status(@CurrentUser({ optional: true }) caller: Principal | undefined): Promise<AuthStatus> {
    return this.signIn.status(caller);
  }
}

const originOf = ({ ip, headers }: FastifyRequest): SignInContext => ({
  address: ip,
  token: signInTokenOf(headers.cookie),
});

const isSecure = ({ protocol }: FastifyRequest): boolean => protocol === 'https';

const setCookies = (reply: FastifyReply, cookies: string[]): void => void reply.header('set-cookie', cookies);

const unknownProvider = (): ValidationError =>
  ValidationError.of('NotFound', 'Provider', "'Provider' must be 'credentials' or 'logout'.");
