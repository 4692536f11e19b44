import { StartError } from '../common/errors.js';
import type { Env } from '../config/env.js';

/** Why a start failed: one line where a setting is to blame, the whole error where it is not. */
export function startFailure(error: unknown, env: Env | undefined): string {
  if (error instanceof StartError) return error.message;
  const { code = '', message, stack } = error as NodeJS.ErrnoException;
  if (env && code in ADDRESS) return `Cannot listen on HOST ${env.HOST}, PORT ${env.PORT}: ${ADDRESS[code]}.`;
  return stack ?? message;
}

const ADDRESS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else is listening there',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no such address',
};
