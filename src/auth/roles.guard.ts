import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForbiddenError, UnauthorizedError } from '../common/errors.js';
import { ACCESS, type Access } from './access.decorator.js';
import { type Authenticator, AUTHENTICATORS } from './authenticator.js';
import type { Principal } from './principal.js';

/** Lets a caller pass who has the role that the handler asks for. A handler that says nothing is refused. */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(AUTHENTICATORS) private readonly authenticators: readonly Authenticator[],
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, targets);
    if (access === 'public') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    void http.getResponse<FastifyReply>().header('cache-control', 'private, no-cache');
    const principal = await this.authenticate(request);
    if (!access || !principal.roles.includes(access.role)) throw new ForbiddenError();
    request.principal = principal;
    return true;
  }

  private async authenticate({ headers }: FastifyRequest): Promise<Principal> {
    for (const authenticator of this.authenticators) {
      const result = await authenticator.authenticate(headers);
      if (result === 'wrong') break;
      if (result !== 'none') return result;
    }
    throw new UnauthorizedError(this.authenticators.map(({ challenge }) => challenge));
  }
}
