import { HttpException } from '@nestjs/common';
import { isXmlText } from '../../common/contract/member-rules.js';
import {
  DomainError,
  type ErrorCode,
  MethodNotAllowedError,
  ServiceUnavailableError,
  TooManyRequestsError,
  UnauthorizedError,
} from '../../common/errors.js';
import { MAX_REQUEST_BYTES } from '../../common/limits.js';
import { codecs, errorCodecs } from '../codecs/codecs.js';
import { ErrorResponse, type ResponseStatus } from './error-response.js';
import { Problem, toProblem } from './problem-details.js';
import { STATUS_OF } from './error-statuses.js';
import { negotiateError, type FormatPreference } from '../negotiation/negotiate.js';

/** An error, ready to be sent. */
export interface ErrorHttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string;
}

/**
 * Anything that was thrown, as the failure the caller is told of. Whatever is not known to be safe to show becomes an
 * InternalError without detail.
 */
export function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown } | null)?.statusCode;
  const known = typeof status === 'number' && status < 500 ? FRAMEWORK_ERRORS[status] : undefined;
  return known
    ? new DomainError(...known)
    : new DomainError('InternalError', 'The service failed. Its log tells more, under this request id.');
}

/** What Fastify and Nest refuse by themselves, in our words: theirs may echo the request. */
const FRAMEWORK_ERRORS: Readonly<Record<number, [ErrorCode, string]>> = {
  400: ['SerializationException', 'The request cannot be read.'],
  401: ['Unauthorized', 'Sign in to use this operation.'],
  403: ['Forbidden', 'This call comes from a page of another site, which may not make it.'],
  404: ['NotFound', 'There is nothing at this address.'],
  408: ['RequestTimeout', 'The request took too long to arrive.'],
  413: ['PayloadTooLarge', `The body is larger than ${MAX_REQUEST_BYTES.toLocaleString('en')} bytes.`],
  414: ['UriTooLong', 'The address is longer than 8,192 bytes.'],
  417: ['ExpectationFailed', 'The Expect header asks for what cannot be had.'],
  415: ['UnsupportedMediaType', 'The body cannot be read in this format.'],
  431: ['HeadersTooLarge', 'The headers are too large.'],
};

/**
 * Writes an error in the format that the client asked for (WIRE.md sections 2 and 5).
 *
 * @param requestId Named in the answer where the service itself failed.
 */
export function writeErrorResponse(error: DomainError, wish: FormatPreference, requestId?: string): ErrorHttpResponse {
  const status = STATUS_OF[error.code];
  const { format, mediaType } = negotiateError(wish, errorCodecs, codecs);
  const responseStatus = responseStatusOf(error, requestId);
  return {
    status,
    headers: { 'content-type': format.contentType(mediaType), vary: 'Accept', ...headersOf(error) },
    body:
      mediaType === format.problemType
        ? format.write(toProblem(status, responseStatus), Problem)
        : format.write({ responseStatus }, ErrorResponse),
  };
}

/** An error as ServiceStack tells it. */
function responseStatusOf(error: DomainError, requestId?: string): ResponseStatus {
  return {
    errorCode: error.fields[0]?.errorCode ?? error.code,
    message: writable(error.fields[0]?.message ?? error.message),
    errors: error.fields.map((field) => ({ ...field, message: writable(field.message) })),
    ...(STATUS_OF[error.code] >= 500 && requestId ? { meta: { requestId } } : {}),
  };
}

/** An error as the answer to a message. */
export interface ErrorReply {
  /** The status that HTTP would have. */
  readonly status: number;
  readonly responseStatus: ResponseStatus;
  /** Seconds after which to try again, where that may help. */
  readonly retryAfter?: number;
}

/** @param requestId Named in the answer where the service itself failed. */
export function toErrorReply(error: DomainError, requestId?: string): ErrorReply {
  const retryAfter = retryAfterOf(error);
  return {
    status: STATUS_OF[error.code],
    responseStatus: responseStatusOf(error, requestId),
    ...(retryAfter !== undefined && { retryAfter }),
  };
}

const retryAfterOf = (error: DomainError): number | undefined =>
  error instanceof ServiceUnavailableError || error instanceof TooManyRequestsError ? error.retryAfter : undefined;

/** A message may quote what was sent, which may be what XML cannot carry. */
const writable = (message: string): string =>
  isXmlText(message)
    ? message
    : Array.from(message, (character) => (isXmlText(character) ? character : '\uFFFD')).join('');

function headersOf(error: DomainError): Record<string, string | string[]> {
  if (error instanceof UnauthorizedError) return { 'www-authenticate': [...error.challenges] };
  if (error instanceof MethodNotAllowedError) return { allow: error.allowed.join(', ') };
  const retryAfter = retryAfterOf(error);
  return retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
}
