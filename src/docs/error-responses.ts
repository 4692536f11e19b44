import { STATUS_CODES } from 'node:http';
import type { ErrorCode } from '../common/errors.js';
import { errorCodecs } from '../content/codecs/codecs.js';
import type { Codec } from '../content/codecs/codec.js';
import { writeErrorResponse } from '../content/errors/error-response-writer.js';
import { ErrorResponse } from '../content/errors/error-response.js';
import { MEANING_OF, STATUS_OF } from '../content/errors/error-statuses.js';
import { Problem } from '../content/errors/problem-details.js';
import { schemaIn } from './body-content.js';
import type { ContentObject, MediaTypeObject, ReferenceObject, ResponseObject } from './openapi-types.js';
import { type DocumentedError, DOCUMENTED_ERRORS } from './documented-errors.js';
import { headersNamed } from './response-headers.js';
import type { Schemas } from './schemas.js';

/** The name of a status among the document's answers: 404 is `NotFound`. */
export const responseName = (status: number): string => (STATUS_CODES[status] ?? 'Error').replace(/\W/g, '');

export const responseReference = (status: number): ReferenceObject => ({
  $ref: `#/components/responses/${responseName(status)}`,
});

/** The answers to every failure, by name; their examples are written as the failures themselves would be. */
export function errorResponses(schemas: Schemas): Record<string, ResponseObject> {
  const statuses = [...new Set(DOCUMENTED_ERRORS.map(({ error }) => STATUS_OF[error.code]))];
  const responses = statuses.map((status) => {
    const failures = DOCUMENTED_ERRORS.filter(({ error }) => STATUS_OF[error.code] === status);
    const codes = [...new Set(failures.map(({ error }) => error.code))];
    const own = failures.flatMap(({ error }) => Object.keys(writeErrorResponse(error, {}).headers));
    const response: ResponseObject = {
      description: codes.map((code: ErrorCode) => `\`${code}\`: ${MEANING_OF[code]}`).join('\n\n'),
      headers: headersNamed('X-Request-Id', 'Cache-Control', ...own),
      content: errorContent(failures, schemas),
    };
    return [responseName(status), response] as const;
  });
  return Object.fromEntries(responses);
}

function errorContent(failures: readonly DocumentedError[], schemas: Schemas): ContentObject {
  const contents = errorCodecs.flatMap((format: Codec) =>
    [
      { mediaType: format.mediaTypes[0], shape: schemas.reference(ErrorResponse) },
      { mediaType: format.problemType, shape: schemas.reference(Problem) },
    ].map(({ mediaType = '', shape }): [string, MediaTypeObject] => [
      mediaType,
      { schema: schemaIn(format, mediaType, shape), examples: examplesIn(mediaType, format, failures) },
    ]),
  );
  return Object.fromEntries(contents);
}

function examplesIn(
  mediaType: string,
  format: Codec,
  failures: readonly DocumentedError[],
): MediaTypeObject['examples'] {
  const examples = failures.map(({ error }, index) => {
    const { body } = writeErrorResponse(error, { accept: mediaType }, 'call-17');
    const value: unknown = format.name === 'json' ? JSON.parse(body) : body;
    const isFirst = failures.findIndex((failure) => failure.error.code === error.code) === index;
    return [isFirst ? error.code : `${error.code}${index + 1}`, { summary: error.message, value }] as const;
  });
  return Object.fromEntries(examples);
}
