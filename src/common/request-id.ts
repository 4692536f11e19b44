import { randomUUID } from 'node:crypto';

/** The caller's own id where it is well-formed, so that a call can be followed through several services; else a new one. */
export const requestIdOf = (sent: unknown): string =>
  typeof sent === 'string' && /^[\w.:+/=-]{1,128}$/.test(sent) ? sent : randomUUID();
