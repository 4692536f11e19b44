import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Principal, Role } from './principal.js';

/** Who may call a handler: nobody, where it does not say. */
export type Access = 'public' | { readonly role: Role };

/** The metadata key of a handler's `Access`. */
export const ACCESS = Symbol('access');

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard on every route that is not public. */
    principal?: Principal;
  }
}

/** Anybody may call this, signed in or not. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, 'public' satisfies Access);

/** Only a signed-in caller with this role may call this; the OpenAPI document says so too. */
export const RequiresRole = (role: Role): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(ACCESS, { role } satisfies Access), ApiSecurity('basic'));

/** Who is calling. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!principal) throw new Error(`${context.getHandler().name} asks for its @Caller() but is public.`);
  return principal;
});
