import { randomUUID } from 'node:crypto';

/** Returns the caller's request id if it is well-formed, so that a call can be traced across services; otherwise a new one. */
export const requestIdOf = (sent: unknown): string =>
  typeof sent === 'string' && /^[\w.:+/=-]{1,128}$/.test(sent) ? sent : randomUUID();
