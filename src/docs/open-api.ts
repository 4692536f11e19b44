import { type INestApplication, Injectable } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { ContractClass } from '../common/contract/data-contract.js';
import type { Codec } from '../content/codec.js';
import { codecs, errorCodecs } from '../content/codecs.js';
import { ErrorResponse } from '../content/error-response.js';
import { type OperationContract, operationNamed } from '../content/operation.decorator.js';
import { SECURITY_SCHEMES } from '../auth/access.decorator.js';
import { exampleOf } from './example.js';
import { type Parameter, parametersOf, type Schema } from './parameters.js';

const [basic, bearer, apiKey] = SECURITY_SCHEMES;

/** The OpenAPI document of the running service. */
@Injectable()
export class OpenApi {
  private text = '';

  /** The document, as it is served. */
  get json(): string {
    return this.text;
  }

  /** Describes the service, once all its routes stand. */
  describe(app: INestApplication): void {
    const config = new DocumentBuilder()
      .setTitle('voice-api')
      .setDescription('Keeps AI sessions for the accounts of a telephony platform.')
      .setVersion('0.1.0')
      .setOpenAPIVersion('3.1.0')
      .addBasicAuth({ type: 'http', scheme: 'basic', description: 'User name and password' }, basic)
      .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key, or a token (JWT)' }, bearer)
      .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key', description: 'An API key' }, apiKey)
      .build();
    this.text = JSON.stringify(completed(SwaggerModule.createDocument(app, config)));
  }
}

interface Body {
  content?: Record<string, { schema?: object; example?: unknown }>;
}

interface DescribedOperation {
  operationId?: string;
  parameters?: Parameter[];
  requestBody?: Body;
  responses: Record<string, Body>;
}

/** Swagger finds routes, texts and schemas; what an operation takes and gives is said by its contracts. */
function completed(document: OpenAPIObject): OpenAPIObject {
  const schemas = (document.components?.schemas ?? {}) as Record<string, { properties?: Record<string, Schema> }>;
  for (const [path, verbs] of Object.entries(document.paths)) {
    for (const [verb, described] of Object.entries(verbs) as [string, DescribedOperation][]) {
      const operation = operationNamed(described.operationId ?? '');
      if (operation) describe(described, verb, path, operation, schemas[operation.request.name]?.properties ?? {});
    }
  }
  return document;
}

function describe(
  described: DescribedOperation,
  verb: string,
  path: string,
  { request, response }: OperationContract,
  members: Readonly<Record<string, Schema>>,
): void {
  delete described.responses['201']; // the plugin's guess for every POST
  const hasBody = verb === 'post' || verb === 'patch';
  described.parameters = parametersOf(request, path, hasBody, members);
  if (hasBody)
    described.requestBody = {
      content: contentOf(
        request,
        codecs.filter(({ read }) => read),
      ),
    };
  for (const [status, answer] of Object.entries(described.responses)) {
    if (/^[45]/.test(status)) answer.content = contentOf(ErrorResponse, errorCodecs);
    else if (response) answer.content = contentOf(response, codecs);
  }
}

/** A body in each format, with an example that works as it stands. */
function contentOf(type: ContractClass, formats: readonly Codec[]): Required<Body>['content'] {
  const schema = { $ref: `#/components/schemas/${type.name}` };
  const value = exampleOf(type);
  const contents = formats.map((format) => {
    const example = format.name === 'json' ? value : format.write(value, type);
    return [format.mediaTypes[0] ?? '', { schema, example }] as const;
  });
  return Object.fromEntries(contents);
}
