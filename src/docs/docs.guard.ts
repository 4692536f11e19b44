import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { readCredentials } from '../auth/credentials/read-credentials.js';
import { AuthenticationService } from '../auth/schemes/authentication.service.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { DomainError } from '../common/errors.js';
import { toDomainError } from '../content/errors/error-response-writer.js';
import { preventSharedCaching } from '../content/http/cache-control.js';
import { callOf } from '../content/operations/call-of.js';

/**
 * Applies the `DOCS` setting: `public` admits everyone, `private` every authenticated user regardless of role, and `off`
 * responds 404. Nest injects its dependencies from DocsModule, because `@UseGuards(DocsGuard)` names the class.
 */
@Injectable()
export class DocsGuard implements CanActivate {
  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly authentication: AuthenticationService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { DOCS } = this.env;
    if (DOCS === 'public') return true;
    if (DOCS === 'off') throw addressNotFound();
    await expectAuthenticated(context, this.authentication);
    return true;
  }
}

/**
 * Admits every authenticated user, regardless of role.
 *
 * @throws UnauthorizedError, TooManyRequestsError
 */
export async function expectAuthenticated(
  context: ExecutionContext,
  authentication: AuthenticationService,
): Promise<void> {
  preventSharedCaching(context);
  const call = callOf(context);
  const credentials = readCredentials(call);
  if (!(await authentication.authenticate(credentials, call.id))) throw authentication.unauthorized(credentials);
}

/**
 * The error of an address without a route. Not Nest's NotFoundException: the error filter turns that into a 405 where the
 * address has a route for another method.
 */
export const addressNotFound = (): DomainError => toDomainError({ statusCode: 404 });
