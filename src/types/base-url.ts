import type { FastifyRequest } from 'fastify';

/**
 * @returns The address of the service as the caller reached it, without a slash at its end. `TRUST_PROXY` decides whether a
 *   proxy's `X-Forwarded-Proto` and `X-Forwarded-Host` count. A host that no URL can have is replaced by `localhost`.
 */
export function baseUrlOf({ protocol, host }: FastifyRequest): string {
  // The address is written into comments of source code and into commands, which a client's `Host` must not end.
  const isHost = /^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(host);
  const address = `${protocol}://${host}`;
  return isHost && URL.canParse(address) ? address : `${protocol}://localhost`;
}
