import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { ApiExtension, ApiSecurity } from '@nestjs/swagger';
import type { Handler } from '../content/operations/operation.decorator.js';
import { callOf } from '../content/operations/call-of.js';
import type { Principal, Role } from './principal.js';

/** Who may call a handler. */
export type Access = 'public' | 'optional' | RequiredRole;

/** The role that a handler requires. */
interface RequiredRole {
  readonly role: Role;
  /** Whether the caller must have the user's password: an API key or a JWT is not enough. */
  readonly withPassword: boolean;
}

/** The metadata key of a handler's `Access`. */
export const ACCESS = Symbol('access');

/** The security schemes in the OpenAPI document; a caller uses any one of them. */
export const SECURITY_SCHEMES = ['basic', 'bearer', 'apiKey', 'cookie'] as const;

/** The extension of the OpenAPI document that has an operation's required role. */
export const ROLE_EXTENSION = 'x-required-role';

/** The extension of the OpenAPI document that is true for an operation that requires a password. */
export const PASSWORD_EXTENSION = 'x-requires-password';

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
  applyDecorators(SetMetadata(ACCESS, 'optional' satisfies Access), ...security(SECURITY_SCHEMES), ApiSecurity({}));

/**
 * Allows only authenticated callers with this role, and adds it to the OpenAPI document.
 *
 * @param options `withPassword`: only callers who send the user's password, or have signed in with it.
 */
export const RequiresRole = (
  role: Role,
  { withPassword = false }: Partial<Pick<RequiredRole, 'withPassword'>> = {},
): MethodDecorator & ClassDecorator =>
  applyDecorators(
    SetMetadata(ACCESS, { role, withPassword } satisfies Access),
    ...security(withPassword ? PASSWORD_SCHEMES : SECURITY_SCHEMES),
    ApiExtension(ROLE_EXTENSION, role),
    ...(withPassword ? [ApiExtension(PASSWORD_EXTENSION, true)] : []),
  );

const PASSWORD_SCHEMES: readonly (typeof SECURITY_SCHEMES)[number][] = ['basic', 'cookie'];

const security = (schemes: readonly string[]) => schemes.map((scheme) => ApiSecurity(scheme));

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
