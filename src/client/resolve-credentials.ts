import type { Credentials, Secret } from './options.js';
import { type Envelope, ApiErrorResponse } from './client-transport.js';

/**
 * Resolves the credentials of a call; a function is called each time.
 *
 * @throws ApiErrorResponse 401 if the function fails or returns nothing, as the service would respond.
 */
export async function resolveCredentials(credentials: Credentials): Promise<Envelope['credentials']> {
  if ('jwt' in credentials) return { jwt: await resolveSecret(credentials.jwt) };
  return { apiKey: await resolveSecret(credentials.apiKey) };
}

async function resolveSecret(secret: Secret): Promise<string> {
  if (typeof secret === 'string') return secret;
  let value: unknown;
  try {
    value = await secret();
  } catch (cause) {
    throw missingCredentials('failed', cause);
  }
  // The type is checked at run time: an empty cache may return undefined.
  if (typeof value !== 'string' || value === '') throw missingCredentials('returned none');
  return value;
}

function missingCredentials(problem: string, cause?: unknown): ApiErrorResponse {
  const message = `The credentials are missing: the function that returns them ${problem}.`;
  return new ApiErrorResponse(401, { errorCode: 'Unauthorized', message }, undefined, { cause });
}
