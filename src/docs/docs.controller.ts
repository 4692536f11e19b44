import { Controller, Get, Header, Headers, Param, Redirect, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorator.js';
import { NotFoundError } from '../common/errors.js';
import { matchesIfNoneMatch } from '../content/operations/conditional-headers.js';
import { type Asset, asset, page } from './assets.js';
import { DocsGuard } from './docs.guard.js';
import { OpenApiService } from './open-api.service.js';

/** The OpenAPI document and the Swagger UI, served from here alone: nothing is loaded from elsewhere. */
@Public()
@UseGuards(DocsGuard)
@ApiExcludeController()
@Controller()
export class DocsController {
  constructor(private readonly openApi: OpenApiService) {}

  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  document(): string {
    return this.openApi.json;
  }

  /** The same, by the media type of RFC 9512. */
  @Get('openapi.yaml')
  @Header('content-type', 'application/yaml; charset=utf-8')
  yaml(): string {
    return this.openApi.yaml;
  }

  /** Leads people to the page; relative, so that it works behind a path of a proxy too. */
  @Get()
  @Redirect('docs')
  @Header('vary', 'Accept')
  home(@Headers('accept') accept = ''): void {
    if (!/\btext\/html\b/i.test(accept)) throw nothing();
  }

  @Get('docs')
  page(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer | undefined> {
    return sent(page, 'no-cache', request, reply);
  }

  @Get('docs/:file')
  file(
    @Param('file') name: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    const file = asset(name);
    if (!file) throw nothing();
    return sent(file, 'max-age=3600', request, reply);
  }
}

/** A file, smaller where the client can take it so; nothing where it has it already. */
async function sent(
  { contentType, bytes, etag, gzipped }: Asset,
  caching: string,
  { headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<Buffer | undefined> {
  const isZipped = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(String(headers['accept-encoding']));
  // Another representation, another tag (RFC 9110 section 8.8.3).
  const tag = isZipped ? etag.replace(/"$/, '-gzip"') : etag;
  void reply.headers({ 'cache-control': caching, vary: 'Accept-Encoding', etag: tag });
  if (matchesIfNoneMatch(headers['if-none-match'], tag)) {
    void reply.code(304);
    return undefined;
  }
  void reply.header('content-type', contentType);
  if (!isZipped) return bytes;
  void reply.header('content-encoding', 'gzip');
  return gzipped();
}

const nothing = (): NotFoundError => new NotFoundError('There is nothing at this address.');
