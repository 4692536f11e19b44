import { Controller, Get, Header, Headers, Param, Redirect, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorator.js';
import { splitUrl } from '../common/split-url.js';
import { matchesIfNoneMatch } from '../content/operations/conditional-headers.js';
import { type Asset, findAsset, indexPageAt } from './assets.js';
import { addressNotFound, DocsGuard } from './docs.guard.js';
import { OpenApiService } from './open-api.service.js';

/** Serves the OpenAPI document and Swagger UI. The page loads nothing from other hosts. */
@Public()
@UseGuards(DocsGuard)
@ApiExcludeController()
@Controller()
export class DocsController {
  constructor(private readonly openApi: OpenApiService) {}

  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  json(): string {
    return this.openApi.json;
  }

  /** For generators that support one media type a body. */
  @Get('openapi-json-only.json')
  @Header('content-type', 'application/json; charset=utf-8')
  jsonOnly(): string {
    return this.openApi.jsonOnly;
  }

  /** The media type is that of RFC 9512. */
  @Get('openapi.yaml')
  @Header('content-type', 'application/yaml; charset=utf-8')
  yaml(): string {
    return this.openApi.yaml;
  }

  /** Redirects browsers to the page. The address is relative, so it also works behind a proxy's path prefix. */
  @Get()
  @Redirect('docs')
  @Header('vary', 'Accept')
  home(@Headers('accept') accept = ''): void {
    if (!/\btext\/html\b/i.test(accept)) throw addressNotFound();
  }

  @Get('docs')
  page(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer | undefined> {
    return sendAsset(indexPageAt(splitUrl(request.originalUrl).path), 'no-cache', request, reply);
  }

  @Get('docs/:file')
  file(
    @Param('file') name: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    const asset = findAsset(name);
    if (!asset) throw addressNotFound();
    return sendAsset(asset, 'max-age=3600', request, reply);
  }
}

/** Sends a file, with gzip if the client accepts it, or 304 if the client's cached copy is current. */
async function sendAsset(
  { contentType, content, etag, gzipped }: Asset,
  cacheControl: string,
  { headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<Buffer | undefined> {
  const acceptsGzip = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(String(headers['accept-encoding']));
  // Each encoding needs its own strong ETag (RFC 9110 section 8.8.3).
  const encodedEtag = acceptsGzip ? etag.replace(/"$/, '-gzip"') : etag;
  void reply.headers({ 'cache-control': cacheControl, vary: 'Accept-Encoding', etag: encodedEtag });
  if (matchesIfNoneMatch(headers['if-none-match'], encodedEtag)) {
    void reply.code(304);
    return undefined;
  }
  void reply.header('content-type', contentType);
  if (!acceptsGzip) return content;
  void reply.header('content-encoding', 'gzip');
  return gzipped();
}
