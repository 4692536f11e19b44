import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { SECURITY_SCHEMES } from '../auth/access.decorator.js';
import { SESSION_COOKIE } from '../auth/credentials/cookies.js';
import { buildInfo } from '../common/build-info.js';
import { ErrorResponse } from '../content/errors/error-response.js';
import { Problem } from '../content/errors/problem-details.js';
import type { OperationObject } from './openapi-types.js';
import { errorResponses } from './error-responses.js';
import { RESPONSE_HEADERS } from './response-headers.js';
import { introduction, TAGS } from './introduction.js';
import { addLinks } from './links.js';
import { describeOperation } from './describe-operation.js';
import { joinParagraphLines } from './join-paragraph-lines.js';
import { type GeneratedSchema, Schemas } from './schemas.js';

const [basic, bearer, apiKey, cookie] = SECURITY_SCHEMES;

/**
 * Builds the OpenAPI document of the service. `@nestjs/swagger` supplies routes, texts and limits; the operation contracts
 * supply parameters, bodies and responses; `DOCUMENTED_ERRORS` supplies the errors.
 *
 * @param app The application with all its routes. It need not listen, and may be created with Nest's `preview` option.
 */
export function buildOpenApiDocument(app: INestApplication): OpenAPIObject {
  const generated = SwaggerModule.createDocument(app, documentHead(), { extraModels: [ErrorResponse, Problem] });
  // Not a provider: it collects the schemas of one document.
  const schemas = new Schemas((generated.components?.schemas ?? {}) as Record<string, GeneratedSchema>);
  const paths: Record<string, Record<string, OperationObject>> = {};
  for (const [path, methods] of Object.entries(generated.paths)) {
    const operations = Object.entries(methods as Record<string, OperationObject>);
    paths[path] = Object.fromEntries(
      operations.map(([method, operation]) => [method, describeOperation(path, method, operation, schemas)]),
    );
  }
  addLinks(paths);
  const responses = errorResponses(schemas);
  const { securitySchemes } = generated.components ?? {};
  return {
    ...generated,
    paths,
    components: { securitySchemes, schemas: schemas.built, headers: RESPONSE_HEADERS, responses },
  };
}

function documentHead(): Omit<OpenAPIObject, 'paths'> {
  const builder = new DocumentBuilder()
    .setTitle('voice-api')
    .setDescription(joinParagraphLines(introduction))
    .setVersion(buildInfo.version)
    .setOpenAPIVersion('3.1.0')
    .addServer('.', 'The server of this document')
    .addBasicAuth({ type: 'http', scheme: 'basic', description: 'User name and password' }, basic)
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key or a JSON Web Token (JWT)' }, bearer)
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key', description: 'An API key' }, apiKey)
    .addApiKey(
      { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE, description: 'The session cookie that a sign-in sets' },
      cookie,
    );
  for (const { name, description } of TAGS) builder.addTag(name, description);
  const document = builder.build();
  // DocumentBuilder cannot write a contact or a license without a URL.
  Object.assign(document.info, {
    contact: { name: 'voice-api contributors' },
    license: { name: 'MIT', identifier: 'MIT' },
  });
  return document;
}
