import type { JWTPayload } from 'jose';

/**
 * Reads the roles of a token: a list of strings, or one string with spaces or commas between the roles.
 *
 * @param claim The name of the claim, or its path: `realm_access.roles` is Keycloak's. A name with a colon or a slash is an
 *   address (RFC 7519 section 4.2) and never a path.
 */
export function rolesOf(payload: JWTPayload, claim: string): string[] {
  const isAddress = /[:/]/.test(claim);
  const path = isAddress || Object.hasOwn(payload, claim) ? [claim] : claim.split('.');
  const value = path.reduce<unknown>(memberOf, payload);
  if (typeof value === 'string') return value.split(/[\s,]+/).filter((role) => role !== '');
  return Array.isArray(value) ? value.filter((role) => typeof role === 'string') : [];
}

/** The member of an object from JSON; `undefined` for a list or a scalar. */
const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
