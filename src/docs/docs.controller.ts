import { Controller, Get, Header, Headers, Param, Redirect, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/access.decorator.js';
import { NotFoundError } from '../common/errors.js';
import { type Asset, asset, page } from './assets.js';
import { DocsGuard } from './docs.guard.js';
import { OpenApi } from './open-api.js';

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

  /** Leads people to the page; relative, so that it works behind a path of a proxy too. */
  @Get()
  @Redirect('docs')
  @Header('vary', 'Accept')
  home(@Headers('accept') accept = ''): void {
    if (!/\btext\/html\b/i.test(accept)) throw nothing();
  }

  @Get('docs')
  page(@Res({ passthrough: true }) reply: FastifyReply): Buffer {
    return sent(page, 'no-cache', reply);
  }

  @Get('docs/:file')
  file(@Param('file') name: string, @Res({ passthrough: true }) reply: FastifyReply): Buffer {
    const file = asset(name);
    if (!file) throw nothing();
    return sent(file, 'public, max-age=3600', reply);
  }
}

function sent({ contentType, bytes }: Asset, caching: string, reply: FastifyReply): Buffer {
  void reply.headers({ 'content-type': contentType, 'cache-control': caching });
  return bytes;
}

const nothing = (): NotFoundError => new NotFoundError('There is nothing at this address.');
