import { Controller, Get, Header, Headers, Inject, Param, Redirect, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorator.js';
import { splitUrl } from '../common/split-url.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { PageAt } from './asset.js';
import { findAsset, readIndexPage } from './assets.js';
import { addressNotFound, DocsGuard } from './docs.guard.js';
import { OpenApiService } from './open-api.service.js';
import { sendAsset } from './send-asset.js';

/** Serves the OpenAPI document and Swagger UI. The page loads nothing from other hosts. */
@Public()
@UseGuards(DocsGuard)
@ApiExcludeController()
@Controller()
export class DocsController {
  private pageAt: PageAt | undefined;

  constructor(
    private readonly openApi: OpenApiService,
    @Inject(ENV) private readonly env: Env,
  ) {}

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
    this.pageAt ??= readIndexPage(this.env.isProduction ? undefined : this.env.ADMIN_USERNAME);
    return sendAsset(this.pageAt(splitUrl(request.originalUrl).path), this.cacheControl, request, reply);
  }

  @Get('docs/:file')
  file(
    @Param('file') name: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    const asset = findAsset(name);
    if (!asset) throw addressNotFound();
    return sendAsset(asset, this.cacheControl, request, reply);
  }

  @Get('docs/:folder/:file')
  fileInFolder(
    @Param('folder') folder: string,
    @Param('file') name: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    return this.file(`${folder}/${name}`, request, reply);
  }

  /** The scripts import each other without a version: after an update, a browser must not mix old and new ones. */
  private get cacheControl(): string {
    return this.env.DOCS === 'private' ? 'private, no-cache' : 'no-cache';
  }
}
