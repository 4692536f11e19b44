import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

type SecurityHook = Parameters<FastifyAdapter['registerSecurityHook']>[0];

/**
 * Nest's adapter of Fastify, with the headers of `useSecurityHeaders()` written into Fastify's reply: Nest's own hook
 * writes them into Node's answer below it, which makes every header of every answer cost several times as much.
 */
export class SecureHeadersAdapter extends FastifyAdapter {
  private hook?: SecurityHook;

  override registerSecurityHook(hook: SecurityHook): void {
    this.hook = hook;
  }

  /** Sets the headers. @returns The error to answer where the request comes from a page of another site. */
  secure(request: FastifyRequest, reply: FastifyReply): Error | undefined {
    return this.hook?.(request, new ReplyHeaders(reply));
  }
}

/** What the hook needs of Node's answer. */
class ReplyHeaders {
  constructor(private readonly reply: FastifyReply) {}

  setHeader(name: string, value: string): void {
    void this.reply.header(name, value);
  }

  removeHeader(name: string): void {
    // Looked for first: to take away what is not there would make the table of headers slow.
    if (this.reply.hasHeader(name)) void this.reply.removeHeader(name);
  }
}
