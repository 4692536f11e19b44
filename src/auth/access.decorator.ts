import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { ApiExtension, ApiSecurity } from '@nestjs/swagger';
import type { Handler } from '../content/operations/operation.decorator.js';
import { callOf } from '../content/operations/call-of.js';
import type { Principal, Role } from './principal.js';

/** Who may call a handler. */
export type Access = 'public' | 'optional' | { readonly role: Role };

/** The metadata key of a handler's `Access`. */
export const ACCESS = Symbol('access');

/** The security schemes in the OpenAPI document; a caller uses any one of them. */
export const SECURITY_SCHEMES = ['basic', 'bearer', 'apiKey', 'cookie'] as const;

/** The extension of the OpenAPI document that has an operation's required role. */
export const ROLE_EXTENSION = 'x-required-role';

declare module '../content/operations/operation-call.js' {
  interface OperationCall {
    /** The authenticated caller. Set by the guard, except on public handlers. */
    principal?: Principal;
  }
}

/** Who may call a handler: what its method says, or else its controller. Undefined: nobody. */
export const accessOf = (reflector: Reflector, { controller, method }: Handler): Access | undefined =>
  reflector.get<Access | undefined>(ACCESS, method as () => void) ??
  reflector.get<Access | undefined>(ACCESS, controller as () => void);

/** Allows every caller, without authentication. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, 'public' satisfies Access);

/** Allows every caller. Authenticates those with credentials: see `@CurrentUser({ optional: true })`. */
export const OptionalAuth = (): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(ACCESS, 'optional' satisfies Access), ...security(), ApiSecurity({}));

/** Allows only authenticated callers with this role, and adds it to the OpenAPI document. */
export const RequiresRole = (role: Role): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(ACCESS, { role } satisfies Access), ...security(), ApiExtension(ROLE_EXTENSION, role));

const security = () => SECURITY_SCHEMES.map((scheme) => ApiSecurity(scheme));

/**
 * Injects the authenticated caller, a `Principal`.
 *
 * @param options With `optional`, for `@OptionalAuth()` handlers, injects `undefined` if the caller is not authenticated.
 */
export const CurrentUser = createParamDecorator(
  (options: { readonly optional: true } | undefined, context: ExecutionContext): Principal | undefined => {
    const { principal } = callOf(context);
    if (!principal && !options?.optional) {
      throw new Error(`${context.getHandler().name} has a @CurrentUser(), but the guard authenticated nobody.`);
    }
    return principal;
  },
);
