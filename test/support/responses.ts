import type { Answer } from './call.js';

/** The ETag of a response that must have one. */
export function etagOf(response: Answer | undefined): string {
  const etag = response?.headers.get('etag');
  if (!etag) throw new Error(`A response with status ${response?.status} has no ETag.`);
  return etag;
}

/** The parts of a response that its replay repeats. */
export interface ReplayedParts {
  readonly status: number;
  readonly contentType: string | null;
  readonly etag: string | null;
  readonly text: string;
}

export function replayedParts(response: Pick<Answer, 'status' | 'headers' | 'text'> | undefined): ReplayedParts {
  if (!response) throw new Error('There is no response.');
  const { status, headers, text } = response;
  return { status, contentType: headers.get('content-type'), etag: headers.get('etag'), text };
}

/** The status, the error code and the field of the first error. */
export function errorOf(response: Answer): [status: number, errorCode: string, fieldName: string | undefined] {
  const { errorCode, errors } = response.json.responseStatus;
  return [response.status, errorCode, errors[0]?.fieldName];
}
