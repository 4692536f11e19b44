import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { ForbiddenError, UnauthorizedError } from '../common/errors.js';
import { callOf, Message } from '../content/message.js';
import { ACCESS, type Access } from './access.decorator.js';
import { credentialsOf } from './http-credentials.js';
import { credentialsIn } from './message-credentials.js';
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
    if (context.getType() === 'http') {
      void context.switchToHttp().getResponse<FastifyReply>().header('cache-control', 'private, no-cache');
    }
    const call = callOf(context);
    const principal = await this.schemes.identify(call instanceof Message ? credentialsIn(call) : credentialsOf(call));
    if (access === 'whoever') {
      call.principal = principal;
      return true;
    }
    if (!principal) throw new UnauthorizedError(this.schemes.challenges);
    if (!access || !principal.roles.includes(access.role)) throw new ForbiddenError();
    call.principal = principal;
    return true;
  }
}
