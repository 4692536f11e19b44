import type { Credentials, Secret } from './options.js';
import { type Envelope, ApiErrorResponse } from './client-transport.js';

/**
 * Resolves the credentials of a call; a function is called each time.
 *
 * @throws ApiErrorResponse 401 if the function fails or returns nothing, as the service would respond.
 */
export async function resolveCredentials(credentials: Credentials): Promise<Envelope['credentials']> {
  if ('jwt' in credentials) return { jwt: await present(credentials.jwt) };
  return { apiKey: await present(credentials.apiKey) };
}

async function present(secret: Secret): Promise<string> {
  if (typeof secret === 'string') return secret;
  let given: unknown;
  try {
    given = await secret();
  } catch (cause) {
    throw noCredentials('failed', cause);
  }
  // The type is checked at run time: an empty cache may return undefined.
  if (typeof given !== 'string' || given === '') throw noCredentials('returned none');
  return given;
}

function noCredentials(why: string, cause?: unknown): ApiErrorResponse {
  const message = `The credentials are missing: the function that returns them ${why}.`;
  return new ApiErrorResponse(401, { errorCode: 'Unauthorized', message }, undefined, { cause });
}
