import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { usualHeaderName } from './header-names.js';
import { type DefaultHeaders, UsualCaseResponse } from './usual-case-response.js';

type SecurityHook = Parameters<FastifyAdapter['registerSecurityHook']>[0];

/**
 * Nest's Fastify adapter, except that the headers of `useSecurityHeaders()` are the default ones of the response. Nest sets
 * each of them on every response, which took 5 % of the time of a create.
 */
export class SecureHeadersAdapter extends FastifyAdapter {
  private hook?: SecurityHook;
  private headers?: DefaultHeaders;

  override registerSecurityHook(hook: SecurityHook): void {
    this.hook = hook;
  }

  /**
   * Sets the security headers and applies the CSRF protection.
   *
   * @returns The error to respond with if the request is from a page of another site.
   */
  secure(request: FastifyRequest, reply: FastifyReply): Error | undefined {
    const { hook } = this;
    if (!hook) return undefined;
    this.headers ??= headersOf(hook, request);
    if (reply.raw instanceof UsualCaseResponse) reply.raw.defaultHeaders = this.headers;
    const isUnsafe = request.routeOptions.config.operation?.isUnsafe === true;
    return hook(isUnsafe ? asPost(request) : request, NO_RESPONSE);
  }
}

/** Nest's CSRF protection passes every GET and HEAD. */
const asPost = (request: FastifyRequest): FastifyRequest =>
  Object.create(request, { raw: { value: { method: 'POST' } }, headers: { value: request.headers } }) as FastifyRequest;

const ignore = (): void => undefined;
const NO_RESPONSE = { setHeader: ignore, removeHeader: ignore };

/** The headers that the hook sets, which are the same for every request. */
function headersOf(hook: SecurityHook, request: FastifyRequest): DefaultHeaders {
  const headers: [key: string, name: string, value: string][] = [];
  const setHeader = (name: string, value: string): void => {
    headers.push([name.toLowerCase(), usualHeaderName(name), value]);
  };
  hook(request, { setHeader, removeHeader: ignore });
  return headers;
}
