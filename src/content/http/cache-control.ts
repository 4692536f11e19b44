import type { ArgumentsHost } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** Keeps the response to an authenticated request out of shared caches (RFC 9111 section 5.2.2). Ignores messages. */
export function preventSharedCaching(host: ArgumentsHost): void {
  if (host.getType() !== 'http') return;
  void host.getArgByIndex<FastifyReply>(1).header('cache-control', 'private, no-cache');
}
