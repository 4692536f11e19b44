import { Controller, Get, Param, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorator.js';
import { addressNotFound, DocsGuard } from '../docs/docs.guard.js';
import { baseUrlOf } from './base-url.js';
import { languages } from './languages/languages.js';
import { TypesService } from './types.service.js';

/**
 * Serves the types of the wire contract in other languages, at the addresses from which ServiceStack's tools add and refresh
 * references. See https://docs.servicestack.net/add-servicestack-reference
 */
@Public()
@UseGuards(DocsGuard)
@ApiExcludeController()
@Controller()
export class TypesController {
  constructor(private readonly types: TypesService) {}

  /** Lists the addresses by language. */
  @Get('types')
  links(@Req() request: FastifyRequest): Record<string, string> {
    const baseUrl = baseUrlOf(request);
    const addresses = languages.map(({ label, path }) => [label, `${baseUrl}/types/${path}`]);
    return Object.fromEntries([['Metadata', `${baseUrl}/types/metadata`], ...addresses]) as Record<string, string>;
  }

  @Get('types/metadata')
  metadata(@Req() request: FastifyRequest, @Query() query: Record<string, unknown>): Record<string, unknown> {
    return this.types.metadata(baseUrlOf(request), query);
  }

  @Get('metadata/app.json')
  app(@Req() request: FastifyRequest): Record<string, unknown> {
    return this.types.app(baseUrlOf(request));
  }

  @Get('types/:language')
  reference(
    @Param('language') name: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string {
    const language = languages.find(({ path }) => path === name.toLowerCase());
    if (!language) throw addressNotFound();
    void reply.header('content-type', language.contentType);
    return this.types.reference(language, baseUrlOf(request), query);
  }
}
