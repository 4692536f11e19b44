import type { User } from './entities/user.entity.js';

export enum Role {
  SystemAdministrator = 'SystemAdministrator',
}

/** `Principal.via` of callers with a JSON Web Token. */
export const JWT = 'JWT';
/** `Principal.via` of callers with a password, and of those who have signed in with one. */
export const BASIC = 'Basic';
export const COOKIE = 'cookie';

/** An authenticated caller. */
export interface Principal {
  readonly userName: string;
  readonly roles: readonly string[];
  /** The ids of the accounts that the caller may see. Absent if the caller may see all. */
  readonly accountIds?: readonly string[];
  /** How the caller authenticated: `Basic`, `API key`, `JWT` or `cookie`. */
  readonly via: string;
}

/** Whether a token's issuer vouches for the caller, who is not the local user with the same name. */
export const isForeign = ({ via }: Principal): boolean => via === JWT;

/** Whether the caller knows the password of the user: a key or a token can be stolen and used without it. */
export const hasPassword = ({ via }: Principal): boolean => via === BASIC || via === COOKIE;

/**
 * Identifies a caller, for idempotency keys and limits. A local user's name cannot contain a colon, so the two kinds
 * differ.
 */
export const callerIdOf = (caller: Principal): string =>
  isForeign(caller) ? `${JWT}:${caller.userName}` : caller.userName;

/** System administrators may see every account; other users only the given ones. */
export const accountsOf = (roles: readonly string[], accountIds: readonly string[]): Pick<Principal, 'accountIds'> =>
  roles.includes(Role.SystemAdministrator) ? {} : { accountIds };

/** @returns The user as a caller; `undefined` if the user does not exist or is disabled. */
export function principalOf(user: User | null | undefined, via: string): Principal | undefined {
  if (!user || user.dateDisabled !== null) return undefined;
  const { userName, roles, accountIds } = user;
  return { userName, roles, ...accountsOf(roles, accountIds ?? []), via };
}
