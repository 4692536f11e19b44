import type { User } from './entities/user.entity.js';

/** What a caller may be. */
export enum Role {
  SystemAdministrator = 'SystemAdministrator',
}

/** The scheme of callers by JWT. */
export const JWT = 'JWT';

/** Who is calling, whichever way they signed in. */
export interface Principal {
  readonly userName: string;
  readonly roles: readonly string[];
  /** The accounts the caller may see; absent where there is no such limit. */
  readonly accountIds?: readonly string[];
  /** The scheme they signed in by: `Basic`, `API key`, `JWT` or `cookie`. */
  readonly via: string;
}

/** Whether a caller is known by an issuer's word alone, and is not the user who happens to have the same name. */
export const isForeign = ({ via }: Principal): boolean => via === JWT;

/** Under which name a caller's idempotency keys are kept; no user's name has a colon. */
export const idempotencyScopeOf = (caller: Principal): string =>
  isForeign(caller) ? `${JWT}:${caller.userName}` : caller.userName;

/** A system administrator may see every account, anybody else those that are named, and none where none is. */
export const accountsOf = (roles: readonly string[], accountIds: readonly string[]): Pick<Principal, 'accountIds'> =>
  roles.includes(Role.SystemAdministrator) ? {} : { accountIds };

/** A user as a caller; nobody where they may not sign in any more. */
export function principalOf(user: User | null | undefined, via: string): Principal | undefined {
  if (!user || user.dateDisabled !== null) return undefined;
  const { userName, roles, accountIds } = user;
  return { userName, roles, ...accountsOf(roles, accountIds ?? []), via };
}
