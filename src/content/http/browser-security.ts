import { evaluateCrossOriginRequest } from '@nestjs/core/security/cross-origin-protection.js';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { type DomainError, UnauthorizedError } from '../../common/errors.js';
import type { Cors } from './cors.js';
import { toDomainError } from '../errors/error-response-writer.js';

/**
 * Sets up Nest's security headers and CSRF protection.
 *
 * - The content security policy allows only what Swagger UI needs: its own scripts, and its inline styles and images.
 * - A request that may change data, from a page of another site, is rejected, with or without cookies; so is signing in.
 *   A request with neither `Origin` nor `Sec-Fetch-Site` is not from a browser, and is allowed.
 *
 * @param cors The other origins that are allowed.
 */
export function protectBrowsers(app: NestFastifyApplication, cors?: Cors): void {
  app.useSecurityHeaders({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: "'none'",
        scriptSrc: "'self'",
        styleSrc: "'self' 'unsafe-inline'",
        imgSrc: "'self' data:",
        connectSrc: "'self'",
        baseUri: "'none'",
        formAction: "'self'",
        frameAncestors: "'none'",
      },
    },
    // Subdomains may have services that do not support HTTPS.
    strictTransportSecurity: { includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  });
  // An unknown route is 404 or 405 for requests from any site (WIRE.md section 5).
  app.enableCsrfProtection({
    exclude: (request: FastifyRequest) => request.is404 || cors?.isAllowed(request) === true,
  });
}

/**
 * Applies the check of `protectBrowsers` to a request with any method. For a GET that changes something.
 *
 * @throws DomainError `Forbidden` if the request is from a page of another site.
 */
export function expectSameSite({ headers }: FastifyRequest): void {
  const decision = evaluateCrossOriginRequest({
    method: 'POST',
    secFetchSite: headers['sec-fetch-site']?.toString(),
    origin: headers.origin,
    host: headers.host,
  });
  if (!decision.allowed) throw toDomainError({ statusCode: 403 });
}

/**
 * Drops the Basic challenge from a 401 to fetch, XMLHttpRequest or an `import`: the browser would open its password dialog.
 *
 * @returns The error to respond with.
 */
export function withoutBasicChallenge(error: DomainError, request: FastifyRequest): DomainError {
  // Navigation has another destination, and Node's own `fetch` does not send this header. Over HTTP, browsers send it to
  // localhost only, so the service's own pages also name themselves.
  const { 'sec-fetch-dest': destination, 'x-requested-with': requestedWith } = request.headers;
  const isScript = /^(empty|script)$/.test(String(destination)) || /^XMLHttpRequest$/i.test(String(requestedWith));
  if (!isScript || !(error instanceof UnauthorizedError)) return error;
  const otherChallenges = error.challenges.filter((challenge) => !/^basic /i.test(challenge));
  return new UnauthorizedError(otherChallenges, error.message);
}
