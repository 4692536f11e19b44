import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiSecurity } from '@nestjs/swagger';
import { callOf } from '../content/operations/message-call.js';
import type { Principal, Role } from './principal.js';

/** Who may call a handler: nobody, where it does not say. */
export type Access = 'public' | 'whoever' | { readonly role: Role };

/** The metadata key of a handler's `Access`. */
export const ACCESS = Symbol('access');

/** The names of the schemes in the OpenAPI document: whichever of them a caller likes. */
export const SECURITY_SCHEMES = ['basic', 'bearer', 'apiKey', 'cookie'] as const;

/** Where the OpenAPI document says which role an operation needs. */
export const ROLE_EXTENSION = 'x-required-role';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard on every route that is not public, where somebody is known to call. */
    principal?: Principal;
  }
}

declare module '../content/operations/message-call.js' {
  interface Message {
    /** As that of a request. */
    principal?: Principal;
  }
}

/** Anybody may call this, signed in or not. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, 'public' satisfies Access);

/** Anybody may call this, and is told apart by what they show: see `@CallerIfAny()`. */
export const OptionalAuth = (): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(ACCESS, 'whoever' satisfies Access), ...security(), ApiSecurity({}));

/** Only a signed-in caller with this role may call this; the OpenAPI document says so too. */
export const RequiresRole = (role: Role): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(ACCESS, { role } satisfies Access), ...security(), ApiExtension(ROLE_EXTENSION, role));

const security = () => SECURITY_SCHEMES.map((scheme) => ApiSecurity(scheme));

/** Who is calling. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = callOf(context);
  if (!principal) throw new Error(`${context.getHandler().name} asks for its @Caller() but is public.`);
  return principal;
});

/** Who is calling, where that is known: for handlers that are for `@Whoever()`. */
export const CallerIfAny = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal | undefined => callOf(context).principal,
);
