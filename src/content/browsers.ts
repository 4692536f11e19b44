import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * What browsers are told and asked, by Nest's own means.
 *
 * - Answers name a policy under which nothing but the Swagger UI's own files runs, from here alone. Its styles stand in
 *   the page and its pictures in the styles.
 * - A page's script that is not signed in is told so without the challenge to which its browser would answer by a dialog of
 *   its own, over the page that shows the answer.
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
  app.getHttpAdapter().getInstance().addHook('onSend', withoutDialog);
}

/** Fastify's `onSend` hook. */
function withoutDialog(request: FastifyRequest, reply: FastifyReply, _body: unknown, done: () => void): void {
  const challenges = reply.getHeader('www-authenticate');
  // By `fetch` and its like; what a user follows has another destination, and Node's own `fetch` has none.
  if (challenges !== undefined && request.headers['sec-fetch-dest'] === 'empty') {
    const others = [challenges].flat().filter((challenge) => !/^basic /i.test(String(challenge)));
    void reply.removeHeader('www-authenticate').header('www-authenticate', others);
  }
  done();
}
