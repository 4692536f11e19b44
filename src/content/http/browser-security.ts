import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { type DomainError, UnauthorizedError } from '../../common/errors.js';

/**
 * What browsers are told and asked, by Nest's own means.
 *
 * - Answers name a policy under which nothing but the Swagger UI's own files runs, from here alone. Its styles stand in
 *   the page and its pictures in the styles.
 * - A call that may change something and comes from another site's page is refused, whatever cookies it brings; signing
 *   in too. What has neither `Origin` nor `Sec-Fetch-Site` is no browser's and passes.
 */
export function protectBrowsers(app: NestFastifyApplication): void {
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
    // A name's other services may not all be there by https.
    strictTransportSecurity: { includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  });
  // What there is not is answered 404 or 405, wherever the call comes from (WIRE.md section 5).
  app.enableCsrfProtection({ exclude: (request: FastifyRequest) => request.is404 });
}

/**
 * A failure as its caller is told of it: a page's script that is not signed in without the challenge to which its browser
 * would answer by a dialog of its own, over the page that shows the answer.
 */
export function withoutBasicChallenge(failure: DomainError, request: FastifyRequest): DomainError {
  // By `fetch` and its like; what a user follows has another destination, and Node's own `fetch` has none.
  const isScript = request.headers['sec-fetch-dest'] === 'empty';
  if (!isScript || !(failure instanceof UnauthorizedError)) return failure;
  const others = failure.challenges.filter((challenge) => !/^basic /i.test(challenge));
  return new UnauthorizedError(others, failure.message);
}
