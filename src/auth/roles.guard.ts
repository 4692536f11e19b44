import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ForbiddenError } from '../common/errors.js';
import { preventSharedCaching } from '../content/http/cache-control.js';
import { callOf } from '../content/operations/call-of.js';
import { accessOf } from './access.decorator.js';
import { readCredentials } from './credentials/read-credentials.js';
import { hasPassword, type Principal } from './principal.js';
import { CALL_LIMITER, type CallLimiter } from './rate-limit/call-limiter.js';
import { AuthenticationService } from './schemes/authentication.service.js';

/** Admits callers with the role that the handler requires. A handler without an access decorator admits nobody. */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authentication: AuthenticationService,
    @Inject(CALL_LIMITER) private readonly limiter: CallLimiter | undefined,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = accessOf(this.reflector, { controller: context.getClass(), method: context.getHandler() });
    if (access === 'public') return true;
    preventSharedCaching(context);
    const call = callOf(context);
    const credentials = readCredentials(call);
    const authorize = (principal: Principal | undefined): true | Promise<true> => {
      if (access !== 'optional') {
        if (!principal) throw this.authentication.unauthorized(credentials);
        if (!access || !principal.roles.includes(access.role)) throw new ForbiddenError();
        if (access.withPassword && !hasPassword(principal)) throw passwordRequired();
      }
      call.principal = principal;
      if (!principal || !this.limiter) return true;
      return this.limiter.admit(call, principal, context).then(() => true);
    };
    // Such operations give rights: a caller whose rights have just been taken must not use them for as long as a cache lasts.
    const mustCheck = typeof access === 'object' && access.withPassword;
    const result = this.authentication.authenticate(credentials, call.id, mustCheck);
    // A cached principal costs no promise.
    return result instanceof Promise ? result.then(authorize) : authorize(result);
  }
}

/** The error for a caller with an API key or a JWT where the password of the user is required. */
export const passwordRequired = (): ForbiddenError =>
  new ForbiddenError('This operation requires the password of the user: an API key or a JWT is not enough.');
