import { STATUS_CODES } from 'node:http';
import type { DomainError } from '../common/errors.js';
import { errorCodecs } from '../content/codecs/codecs.js';
import type { Codec } from '../content/codecs/codec.js';
import { writeErrorResponse } from '../content/errors/error-response-writer.js';
import { ErrorResponse } from '../content/errors/error-response.js';
import { MEANING_OF, STATUS_OF } from '../content/errors/error-statuses.js';
import { Problem } from '../content/errors/problem-details.js';
import { forReading, schemaIn } from './body-content.js';
import type { ContentObject, MediaTypeObject, ReferenceObject, ResponseObject } from './openapi-types.js';
import { DOCUMENTED_ERRORS } from './documented-errors.js';
import { headerReferences, optionalHeaders, RATE_LIMIT_HEADERS } from './response-headers.js';
import type { Schemas } from './schemas.js';

/** The name of a status in the document's `components.responses`: `NotFound` for 404. */
const responseName = (status: number): string => (STATUS_CODES[status] ?? 'Error').replace(/\W/g, '');

/** A reference to the error response with this status. */
export const responseReference = (status: number): ReferenceObject => ({
  $ref: `#/components/responses/${responseName(status)}`,
});

/** Builds the error responses by name. Their examples come from the function that writes real error responses. */
export function errorResponses(schemas: Schemas): Record<string, ResponseObject> {
  const statuses = [...new Set(DOCUMENTED_ERRORS.map(({ error }) => STATUS_OF[error.code]))];
  const responses = statuses.map((status) => {
    const errors = DOCUMENTED_ERRORS.map(({ error }) => error).filter(({ code }) => STATUS_OF[code] === status);
    const codes = [...new Set(errors.map(({ code }) => code))];
    const ownHeaders = errors.map((error) => Object.keys(writeErrorResponse(error, {}).headers));
    const isAlways = (name: string): boolean => ownHeaders.every((names) => names.includes(name));
    const response: ResponseObject = {
      description: codes.map((code) => `\`${code}\`: ${MEANING_OF[code]}`).join('\n\n'),
      headers: {
        ...headerReferences(
          'X-Request-Id',
          'Cache-Control',
          ...RATE_LIMIT_HEADERS,
          ...ownHeaders.flat().filter(isAlways),
        ),
        ...optionalHeaders(...ownHeaders.flat().filter((name) => !isAlways(name))),
      },
      content: errorContent(errors, schemas),
    };
    return [responseName(status), response] as const;
  });
  return Object.fromEntries(responses);
}

function errorContent(errors: readonly DomainError[], schemas: Schemas): ContentObject {
  const entries = errorCodecs.flatMap((format: Codec) =>
    [
      { mediaType: format.mediaTypes[0], schema: schemas.reference(ErrorResponse) },
      { mediaType: format.problemType, schema: schemas.reference(Problem) },
    ].map(({ mediaType = '', schema }): [string, MediaTypeObject] => [
      mediaType,
      { schema: schemaIn(format, mediaType, schema), examples: errorExamples(mediaType, format, errors) },
    ]),
  );
  return Object.fromEntries(entries);
}

/** The first example of an error code has the code as its name; later ones have a number behind it. */
function errorExamples(mediaType: string, format: Codec, errors: readonly DomainError[]): MediaTypeObject['examples'] {
  const examples = errors.map((error, index) => {
    const { body } = writeErrorResponse(error, { accept: mediaType }, { id: 'call-17' });
    const value: unknown = format.name === 'json' ? JSON.parse(body) : forReading(format, body);
    const isFirst = errors.findIndex(({ code }) => code === error.code) === index;
    return [isFirst ? error.code : `${error.code}${index + 1}`, { summary: error.message, value }] as const;
  });
  return Object.fromEntries(examples);
}
