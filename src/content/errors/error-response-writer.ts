import { HttpException } from '@nestjs/common';
import { isXmlText } from '../../common/contract/member-rules.js';
import {
  ConflictError,
  DomainError,
  type ErrorCode,
  MethodNotAllowedError,
  ServiceUnavailableError,
  TooManyRequestsError,
  UnauthorizedError,
} from '../../common/errors.js';
import { MAX_BATCH_BYTES, MAX_REQUEST_BYTES, MAX_SIGN_IN_BYTES, MAX_URL_BYTES } from '../../common/limits.js';
import { codecs, errorCodecs } from '../codecs/codecs.js';
import type { CallIds } from '../operations/operation-call.js';
import { traceIdOf } from '../../common/trace-context.js';
import { negotiateError, type FormatPreference } from '../negotiation/negotiate.js';
import { ErrorResponse, type ResponseStatus } from './error-response.js';
import { STATUS_OF } from './error-statuses.js';
import { Problem, toProblem } from './problem-details.js';

/** An error response over HTTP. */
export interface ErrorHttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string;
}

/**
 * Converts anything that was thrown to the error that the caller receives. An error that may contain internal details
 * becomes an InternalError.
 */
export function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown } | null)?.statusCode;
  const frameworkError = typeof status === 'number' && status < 500 ? FRAMEWORK_ERRORS[status] : undefined;
  return frameworkError
    ? new DomainError(...frameworkError)
    : new DomainError('InternalError', 'The service failed. Its log has the details under this request id.');
}

/** Replaces the messages of Fastify and Nest, which may echo the request. */
const FRAMEWORK_ERRORS: Readonly<Record<number, [ErrorCode, string]>> = {
  400: ['SerializationException', 'The request is malformed.'],
  401: ['Unauthorized', 'Sign in to use this operation.'],
  403: ['Forbidden', 'Requests from pages of another site are not allowed.'],
  404: ['NotFound', 'There is nothing at this address.'],
  408: ['RequestTimeout', 'The request took too long to arrive.'],
  413: [
    'PayloadTooLarge',
    `The body is too large. The maximum is ${MAX_REQUEST_BYTES.toLocaleString('en')} bytes, ` +
      `${MAX_SIGN_IN_BYTES.toLocaleString('en')} bytes to sign in or out, and ${MAX_BATCH_BYTES.toLocaleString('en')} bytes for a batch.`,
  ],
  414: ['UriTooLong', `The address is longer than ${MAX_URL_BYTES.toLocaleString('en')} bytes.`],
  415: ['UnsupportedMediaType', 'The format of the body is not supported.'],
  417: ['ExpectationFailed', 'The Expect header must be 100-continue.'],
  431: ['HeadersTooLarge', 'The headers are too large.'],
};

/**
 * Writes an error in the format that the client prefers (WIRE.md sections 2 and 5).
 *
 * @param call Its ids are part of the body if the status is 5xx.
 */
export function writeErrorResponse(
  error: DomainError,
  preference: FormatPreference,
  call?: CallIds,
): ErrorHttpResponse {
  const status = STATUS_OF[error.code];
  const { format, mediaType } = negotiateError(preference, errorCodecs, codecs);
  const responseStatus = responseStatusOf(error, call);
  return {
    status,
    headers: { 'content-type': format.contentType(mediaType), vary: 'Accept', ...headersOf(error) },
    body:
      mediaType === format.problemType
        ? format.write(toProblem(status, responseStatus), Problem)
        : format.write({ responseStatus }, ErrorResponse),
  };
}

/** ServiceStack's representation of an error. */
function responseStatusOf(error: DomainError, call?: CallIds): ResponseStatus {
  return {
    errorCode: errorCodeOf(error),
    message: replaceNonXml(error.fields[0]?.message ?? error.message),
    errors: error.fields.map((field) => ({ ...field, message: replaceNonXml(field.message) })),
    ...(STATUS_OF[error.code] >= 500 && call ? { meta: metaOf(call) } : {}),
  };
}

function metaOf({ id: requestId, trace }: CallIds): Record<string, string> {
  const traceId = traceIdOf(trace);
  return { requestId, ...(traceId !== undefined && { traceId }) };
}

/** The code that a response has: that of the first invalid member, if there is one. */
export const errorCodeOf = (error: DomainError): string => error.fields[0]?.errorCode ?? error.code;

/** The reply to a message that failed. */
export interface ErrorReply {
  /** The status that the response over HTTP would have. */
  readonly status: number;
  readonly responseStatus: ResponseStatus;
  /** Seconds to wait before a retry; absent if a retry does not help. */
  readonly retryAfter?: number;
}

/**
 * Converts an error to the reply to a message.
 *
 * @param call Its ids are part of the reply if the status is 5xx.
 */
export function toErrorReply(error: DomainError, call?: CallIds): ErrorReply {
  const retryAfter = retryAfterOf(error);
  return {
    status: STATUS_OF[error.code],
    responseStatus: responseStatusOf(error, call),
    ...(retryAfter !== undefined && { retryAfter }),
  };
}

const retryAfterOf = (error: DomainError): number | undefined =>
  error instanceof ServiceUnavailableError || error instanceof TooManyRequestsError || error instanceof ConflictError
    ? error.retryAfter
    : undefined;

/** Error messages quote request values, which may contain characters that XML does not allow. */
const replaceNonXml = (message: string): string =>
  isXmlText(message)
    ? message
    : Array.from(message, (character) => (isXmlText(character) ? character : '\uFFFD')).join('');

function headersOf(error: DomainError): Record<string, string | string[]> {
  if (error instanceof UnauthorizedError) return { 'www-authenticate': [...error.challenges] };
  if (error instanceof MethodNotAllowedError) return { allow: error.allowed.join(', ') };
  const retryAfter = retryAfterOf(error);
  return retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
}
