import type { Credentials, Secret } from './options.js';
import { type Envelope, ApiErrorResponse } from './client-transport.js';

/**
 * What a call shows of who makes it, fresh where a function gives it.
 *
 * @throws Refusal where the function fails or gives nothing, as of a service that was shown nothing.
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
  // A cache that is empty, say: not every caller's types are checked.
  if (typeof given !== 'string' || given === '') throw noCredentials('gave none');
  return given;
}

function noCredentials(why: string, cause?: unknown): ApiErrorResponse {
  const message = `There are no credentials: the function that is to give them ${why}.`;
  return new ApiErrorResponse(401, { errorCode: 'Unauthorized', message }, undefined, { cause });
}
