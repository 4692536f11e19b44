import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { ForbiddenError } from '../common/errors.js';
import { callOf, Message } from '../content/operations/message-call.js';
import { ACCESS, type Access } from './access.decorator.js';
import { credentialsOf } from './credentials/http-credentials.js';
import { credentialsIn } from './credentials/message-credentials.js';
import type { Principal } from './principal.js';
import { AuthenticationService } from './schemes/authentication.service.js';

/** Lets a caller pass who has the role that the handler asks for. A handler that says nothing is refused. */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly schemes: AuthenticationService,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.accessTo(context.getHandler()) ?? this.accessTo(context.getClass());
    if (access === 'public') return true;
    if (context.getType() === 'http') {
      void context.getArgByIndex<FastifyReply>(1).header('cache-control', 'private, no-cache');
    }
    const call = callOf(context);
    const credentials = call instanceof Message ? credentialsIn(call) : credentialsOf(call);
    const caller = this.schemes.authenticate(credentials);
    const admit = (principal: Principal | undefined): true => {
      if (access !== 'whoever') {
        if (!principal) throw this.schemes.unauthorized(credentials);
        if (!access || !principal.roles.includes(access.role)) throw new ForbiddenError();
      }
      call.principal = principal;
      return true;
    };
    // One who is known already waits for nothing.
    return caller instanceof Promise ? caller.then(admit) : admit(caller);
  }

  private accessTo(target: Parameters<Reflector['get']>[1]): Access | undefined {
    return this.reflector.get<Access | undefined>(ACCESS, target);
  }
}
