import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { SECURITY_SCHEMES } from '../auth/access.decorator.js';
import { SESSION_COOKIE } from '../auth/credentials/cookies.js';
import { ErrorResponse } from '../content/errors/error-response.js';
import { Problem } from '../content/errors/problem-details.js';
import type { OperationObject } from './openapi-types.js';
import { errorResponses } from './error-responses.js';
import { RESPONSE_HEADERS } from './response-headers.js';
import { introduction, TAGS } from './introduction.js';
import { addLinks } from './links.js';
import { describeOperation } from './describe-operation.js';
import { joinParagraphLines } from './join-paragraph-lines.js';
import { type FoundSchema, Schemas } from './schemas.js';

const [basic, bearer, apiKey, cookie] = SECURITY_SCHEMES;

/**
 * The OpenAPI document of a service. Swagger finds routes, texts and limits; what an operation takes and gives is said by
 * its contracts, and how it fails by the table of errors.
 *
 * @param app With all its routes; it need not listen, and a preview will do.
 */
export function documentOf(app: INestApplication): OpenAPIObject {
  const found = SwaggerModule.createDocument(app, head(), { extraModels: [ErrorResponse, Problem] });
  const schemas = new Schemas((found.components?.schemas ?? {}) as Record<string, FoundSchema>);
  const paths: Record<string, Record<string, OperationObject>> = {};
  for (const [path, verbs] of Object.entries(found.paths)) {
    const operations = Object.entries(verbs as Record<string, OperationObject>);
    paths[path] = Object.fromEntries(
      operations.map(([verb, one]) => [verb, describeOperation(path, verb, one, schemas)]),
    );
  }
  addLinks(paths);
  const responses = errorResponses(schemas);
  const { securitySchemes } = found.components ?? {};
  return {
    ...found,
    paths,
    components: { securitySchemes, schemas: schemas.built, headers: RESPONSE_HEADERS, responses },
  };
}

function head(): Omit<OpenAPIObject, 'paths'> {
  const builder = new DocumentBuilder()
    .setTitle('voice-api')
    .setDescription(joinParagraphLines(introduction))
    .setVersion('0.1.0')
    .setOpenAPIVersion('3.1.0')
    .addServer('.', 'Where this document comes from')
    .addBasicAuth({ type: 'http', scheme: 'basic', description: 'User name and password' }, basic)
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key, or a token (JWT)' }, bearer)
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key', description: 'An API key' }, apiKey)
    .addApiKey({ type: 'apiKey', in: 'cookie', name: SESSION_COOKIE, description: 'The cookie of a sign-in' }, cookie);
  for (const { name, description } of TAGS) builder.addTag(name, description);
  const document = builder.build();
  // DocumentBuilder knows no licence without an address, and writes down that there is nobody to contact.
  delete document.info.contact;
  Object.assign(document.info, { license: { name: 'Not licensed to others', identifier: 'LicenseRef-Proprietary' } });
  return document;
}
