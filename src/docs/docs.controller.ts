import { Controller, Get, Header, Param, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/access.decorator.js';
import { NotFoundError } from '../common/errors.js';
import { asset } from './assets.js';
import { DocsGuard } from './docs.guard.js';
import { OpenApi } from './open-api.js';
import { page } from './page.js';

/** The OpenAPI document and the Swagger UI, served from here alone: nothing is loaded from elsewhere. */
@Public()
@UseGuards(DocsGuard)
@ApiExcludeController()
@Controller()
export class DocsController {
  constructor(private readonly openApi: OpenApi) {}

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

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    return page;
  }

  @Get('docs/:file')
  file(@Param('file') name: string, @Res({ passthrough: true }) reply: FastifyReply): Buffer {
    const file = asset(name);
    if (!file) throw new NotFoundError('There is nothing at this address.');
    void reply.header('content-type', file.contentType).header('cache-control', 'public, max-age=3600');
    return file.bytes;
  }
}
