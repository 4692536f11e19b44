import { STATUS_CODES } from 'node:http';
import type { ErrorCode } from '../common/errors.js';
import { errorCodecs } from '../content/codecs.js';
import type { Codec } from '../content/codec.js';
import { errorAnswer } from '../content/error-answer.js';
import { ErrorResponse } from '../content/error-response.js';
import { MEANING, STATUS } from '../content/error-table.js';
import { Problem } from '../content/problem.js';
import { schemaIn } from './content.js';
import type { Content, MediaType, Reference, Response } from './described.js';
import { type Failure, FAILURES } from './failures.js';
import { headersNamed } from './headers.js';
import type { Schemas } from './schemas.js';

/** The name of a status among the document's answers: 404 is `NotFound`. */
export const responseName = (status: number): string => (STATUS_CODES[status] ?? 'Error').replace(/\W/g, '');

export const responseReference = (status: number): Reference => ({
  $ref: `#/components/responses/${responseName(status)}`,
});

/** The answers to every failure, by name; their examples are written as the failures themselves would be. */
export function errorResponses(schemas: Schemas): Record<string, Response> {
  const statuses = [...new Set(FAILURES.map(({ error }) => STATUS[error.code]))];
  const responses = statuses.map((status) => {
    const failures = FAILURES.filter(({ error }) => STATUS[error.code] === status);
    const codes = [...new Set(failures.map(({ error }) => error.code))];
    const own = failures.flatMap(({ error }) => Object.keys(errorAnswer(error, {}).headers));
    const response: Response = {
      description: codes.map((code: ErrorCode) => `\`${code}\`: ${MEANING[code]}`).join('\n\n'),
      headers: headersNamed('X-Request-Id', 'Cache-Control', ...own),
      content: errorContent(failures, schemas),
    };
    return [responseName(status), response] as const;
  });
  return Object.fromEntries(responses);
}

function errorContent(failures: readonly Failure[], schemas: Schemas): Content {
  const contents = errorCodecs.flatMap((format: Codec) =>
    [
      { mediaType: format.mediaTypes[0], shape: schemas.reference(ErrorResponse) },
      { mediaType: format.problemType, shape: schemas.reference(Problem) },
    ].map(({ mediaType = '', shape }): [string, MediaType] => [
      mediaType,
      { schema: schemaIn(format, mediaType, shape), examples: examplesIn(mediaType, format, failures) },
    ]),
  );
  return Object.fromEntries(contents);
}

function examplesIn(mediaType: string, format: Codec, failures: readonly Failure[]): MediaType['examples'] {
  const examples = failures.map(({ error }, index) => {
    const { body } = errorAnswer(error, { accept: mediaType }, 'call-17');
    const value: unknown = format.name === 'json' ? JSON.parse(body) : body;
    const isFirst = failures.findIndex((failure) => failure.error.code === error.code) === index;
    return [isFirst ? error.code : `${error.code}${index + 1}`, { summary: error.message, value }] as const;
  });
  return Object.fromEntries(examples);
}
