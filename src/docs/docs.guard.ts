import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { credentialsOf } from '../auth/credentials/http-credentials.js';
import { AuthenticationService } from '../auth/schemes/authentication.service.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { DomainError } from '../common/errors.js';
import { toDomainError } from '../content/errors/error-response-writer.js';

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
    const http = context.switchToHttp();
    void http.getResponse<FastifyReply>().header('cache-control', 'private, no-cache');
    const credentials = credentialsOf(http.getRequest<FastifyRequest>());
    if (await this.authentication.authenticate(credentials)) return true;
    throw this.authentication.unauthorized(credentials);
  }
}

/**
 * The error of an address without a route. Not Nest's NotFoundException: the error filter turns that into a 405 where the
 * address has a route for another method.
 */
export const addressNotFound = (): DomainError => toDomainError({ statusCode: 404 });
