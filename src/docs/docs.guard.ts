import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { readCredentials } from '../auth/credentials/read-credentials.js';
import { AuthenticationService } from '../auth/schemes/authentication.service.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { toDomainError } from '../content/errors/error-response-writer.js';
import { preventSharedCaching } from '../content/http/cache-control.js';
import { callOf } from '../content/operations/call-of.js';

/** Shows the docs to whom `DOCS` says: to anybody, to every known user whatever their role, or to nobody. */
@Injectable()
export class DocsGuard implements CanActivate {
  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly schemes: AuthenticationService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { DOCS } = this.env;
    if (DOCS === 'public') return true;
    // As where there never was anything.
    if (DOCS === 'off') throw toDomainError({ statusCode: 404 });
    preventSharedCaching(context);
    const credentials = readCredentials(callOf(context));
    if (await this.schemes.authenticate(credentials)) return true;
    throw this.schemes.unauthorized(credentials);
  }
}
