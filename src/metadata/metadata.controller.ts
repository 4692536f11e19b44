import { Controller, Get, Header, Param, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorator.js';
import { splitUrl } from '../common/split-url.js';
import type { Codec } from '../content/codecs/codec.js';
import { codecs } from '../content/codecs/codecs.js';
import { htmlAsset } from '../docs/asset.js';
import { addressNotFound, DocsGuard } from '../docs/docs.guard.js';
import { OpenApiService } from '../docs/open-api.service.js';
import { sendAsset } from '../docs/send-asset.js';
import { serviceSchemas } from './xsd/service-schemas.js';
import { writeXmlSchema } from './xsd/write-xml-schema.js';
import { documentedOperations } from './documented-operations.js';
import { baseUrlOf } from '../types/base-url.js';
import type { Language } from '../types/languages/language.js';
import { TypeOptions } from '../types/options/type-options.js';
import { TypesService } from '../types/types.service.js';
import { DTO_LANGUAGES, selectionOf } from './dto-text.js';
import { operationPage } from './operation-page.js';
import { operationsPage } from './operations-page.js';

/** Serves the pages about operations, which need no script, and the XML schemas, at ServiceStack's addresses. */
@Public()
@UseGuards(DocsGuard)
@ApiExcludeController()
@Controller()
export class MetadataController {
  constructor(
    private readonly openApi: OpenApiService,
    private readonly types: TypesService,
  ) {}

  @Get('metadata')
  operations(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Answer {
    return this.list(codecs, request, reply);
  }

  @Get(codecs.map(({ name }) => `${name}/metadata`))
  operation(
    @Query('op') name: unknown,
    @Query('lang') lang: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Answer {
    const format = formatOf(request);
    if (name === undefined) return this.list([format], request, reply);
    const { document } = this.openApi;
    const operation = documentedOperations(document).find(({ contract }) => isSameName(contract.name, name));
    const language = lang === undefined ? DTO_LANGUAGES[0] : languageNamed(lang);
    if (!operation || !language) throw addressNotFound();
    const frame = { document, root: rootFrom(request), origin: baseUrlOf(request) };
    const options = TypeOptions.read({ IncludeTypes: selectionOf(operation.contract) }, language.options);
    const types = this.types.code(language, options).join('\n');
    return sendPage(operationPage({ ...frame, operation, format, language, types }), request, reply);
  }

  @Get('xsd/:index')
  @Header('content-type', 'application/xml; charset=utf-8')
  schema(@Param('index') index: string): string {
    const schemas = serviceSchemas();
    const schema = /^(0|[1-9]\d*)$/.test(index) ? schemas[Number(index)] : undefined;
    if (!schema) throw addressNotFound();
    return writeXmlSchema(schema, schemas);
  }

  private list(formats: readonly Codec[], request: FastifyRequest, reply: FastifyReply): Answer {
    const { document } = this.openApi;
    const operations = documentedOperations(document);
    const input = { document, operations, formats, schemas: serviceSchemas(), root: rootFrom(request) };
    return sendPage(operationsPage(input), request, reply);
  }
}

type Answer = Promise<Buffer | undefined>;

const sendPage = (html: string, request: FastifyRequest, reply: FastifyReply): Answer =>
  sendAsset(htmlAsset(html), 'no-cache', request, reply);

/** Operations' names match case-insensitively, as in their other addresses. */
const isSameName = (name: string, sent: unknown): boolean =>
  typeof sent === 'string' && sent.toLowerCase() === name.toLowerCase();

const languageNamed = (sent: unknown): Language | undefined => DTO_LANGUAGES.find(({ path }) => path === sent);

/** The format in the route's path, which the router has spelled as the route is. */
function formatOf({ routeOptions: { url = '' } }: FastifyRequest): Codec {
  const format = codecs.find(({ name }) => url === `/${name}/metadata`);
  if (!format) throw addressNotFound();
  return format;
}

/** The relative address of the root from a request's own address, which can have more slashes than the route. */
const rootFrom = ({ originalUrl }: FastifyRequest): string =>
  '../'.repeat(Math.max(splitUrl(originalUrl).path.split('/').length - 2, 0));
