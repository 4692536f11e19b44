import { type INestApplication, Injectable } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { allContracts, type ContractClass } from '../common/contract/data-contract.js';
import type { Codec } from '../content/codec.js';
import { codecs, errorCodecs } from '../content/codecs.js';
import { ErrorResponse } from '../content/error-response.js';
import { SECURITY_SCHEMES } from '../auth/access.decorator.js';
import { exampleOf } from './example.js';

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
    this.text = JSON.stringify(inEveryFormat(SwaggerModule.createDocument(app, config)));
  }
}

interface Body {
  content?: Record<string, { schema?: { $ref?: string }; example?: unknown }>;
}

interface DescribedOperation {
  requestBody?: Body;
  responses: Record<string, Body>;
}

/** Swagger knows a body as JSON alone; every body of ours can be had in every format, with an example that works. */
function inEveryFormat(document: OpenAPIObject): OpenAPIObject {
  const types = new Map(allContracts().map((type) => [type.name, type]));
  for (const path of Object.values(document.paths)) {
    for (const [verb, operation] of Object.entries(path) as [string, DescribedOperation][]) {
      if (verb === 'get') delete operation.requestBody; // browsers send none
      delete operation.responses['201']; // the plugin's guess for every POST
      for (const body of [operation.requestBody, ...Object.values(operation.responses)]) {
        const schema = body?.content?.['application/json']?.schema;
        const type = types.get(schema?.$ref?.split('/').at(-1) ?? '');
        if (body && schema && type) body.content = contentOf(type, schema, formatsOf(body, type));
      }

      function formatsOf(body: Body, type: ContractClass): readonly Codec[] {
        if (type === ErrorResponse) return errorCodecs;
        return body === operation.requestBody ? codecs.filter(({ read }) => read) : codecs;
      }
    }
  }
  return document;
}

function contentOf(type: ContractClass, schema: object, formats: readonly Codec[]): Required<Body>['content'] {
  const value = exampleOf(type);
  const contents = formats.map((codec) => {
    const example = codec.name === 'json' ? value : codec.write(value, type);
    return [codec.mediaTypes[0] ?? '', { schema, example }] as const;
  });
  return Object.fromEntries(contents);
}
