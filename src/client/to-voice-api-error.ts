import { isNativeError } from 'node:util/types';
import { TimeoutError } from '../common/with-timeout.js';
import { ApiErrorResponse } from './client-transport.js';
import { VoiceApiError, VoiceApiTimeoutError, VoiceApiUnreachableError } from './voice-api-error.js';

/** Maps the error of a call to a `VoiceApiError`. */
export function toVoiceApiError(error: unknown, requestId: string, timeoutMs: number): VoiceApiError {
  if (error instanceof TimeoutError) return new VoiceApiTimeoutError(requestId, timeoutMs);
  if (!(error instanceof ApiErrorResponse)) return new VoiceApiUnreachableError(requestId, reasonOf(error));
  const { status, retryAfter, message, cause } = error;
  const { errorCode = 'Unknown', errors } = error.responseStatus;
  return new VoiceApiError({ status, errorCode, message, requestId, retryAfter, fieldErrors: errors, cause });
}

/** Some libraries throw strings, or objects that contain the address with its password. */
function reasonOf(error: unknown): Error {
  if (isNativeError(error)) return error;
  const { err } = (typeof error === 'object' && error !== null ? error : {}) as { err?: unknown };
  return isNativeError(err) ? err : new Error(typeof error === 'string' ? error : 'Unknown reason.');
}
