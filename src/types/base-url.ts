import type { FastifyRequest } from 'fastify';

/**
 * @returns The address of the service as the caller reached it, without a slash at its end. `TRUST_PROXY` decides whether a
 *   proxy's `X-Forwarded-Proto` and `X-Forwarded-Host` count.
 */
export function baseUrlOf({ protocol, host }: FastifyRequest): string {
  // The header is written into a comment, which a client's `Host` must not end.
  return `${protocol}://${host.replace(/[^\w.:[\]-]/g, '')}`;
}
