import { StartError } from '../common/errors.js';
import type { Env } from '../config/env.js';

/**
 * The text that a failed start prints: one line if a setting or the environment is the cause, the error with its stack
 * otherwise.
 */
export function startFailure(error: unknown, env: Env | undefined): string {
  if (error instanceof StartError) return error.message;
  const { code = '', message, stack } = error as NodeJS.ErrnoException;
  if (env && code in LISTEN_ERRORS)
    return `Cannot listen on HOST ${env.HOST}, PORT ${env.PORT}: ${LISTEN_ERRORS[code]}.`;
  return stack ?? message;
}

const LISTEN_ERRORS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program is listening on this port',
  EADDRNOTAVAIL: 'this machine does not have this address',
  ENOTFOUND: 'the host name does not resolve to an address',
};
