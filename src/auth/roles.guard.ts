import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForbiddenError, UnauthorizedError } from '../common/errors.js';
import { ACCESS, type Access } from './access.decorator.js';
import { credentialsOf } from './http-credentials.js';
import { SignInSchemes } from './sign-in-schemes.js';

/** Lets a caller pass who has the role that the handler asks for. A handler that says nothing is refused. */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly schemes: SignInSchemes,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, targets);
    if (access === 'public') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    void http.getResponse<FastifyReply>().header('cache-control', 'private, no-cache');
    const principal = await this.schemes.identify(credentialsOf(request));
    if (access === 'whoever') {
      request.principal = principal;
      return true;
    }
    if (!principal) throw new UnauthorizedError(this.schemes.challenges);
    if (!access || !principal.roles.includes(access.role)) throw new ForbiddenError();
    request.principal = principal;
    return true;
  }
}
