import type { Members } from './resources.js';

export type ServiceStackResponse = Record<string, unknown> & { id?: string; items?: unknown[] };

/** A request as the class that ServiceStack generates for it. Only the members are its own properties. */
export function serviceStackRequest(operation: string, method: string, members: Members) {
  const prototype = {
    createResponse: (): ServiceStackResponse => ({}),
    getTypeName: () => operation,
    getMethod: () => method,
  };
  return Object.assign(Object.create(prototype) as typeof prototype, members);
}
