import { isDeepStrictEqual } from 'node:util';
import type { AuditDetails, AuditEvent } from '../audit.service.js';
import type { User } from '../entities/user.entity.js';
import type { PatchUser } from './dto/user-requests.dto.js';

/** What a patch asks for, with the lists checked and the password hashed. */
type Patch = Pick<PatchUser, 'isDisabled' | 'displayName' | 'emailAddress'> & {
  readonly roles?: string[];
  readonly accountIds?: string[];
  readonly passwordHash?: string;
};

/** @returns The columns of a user that a patch changes; undefined if it changes nothing. */
export function changesOf(user: User, patch: Patch): Partial<User> | undefined {
  const { roles, accountIds, displayName, emailAddress, passwordHash } = patch;
  const wanted: Readonly<Record<string, unknown>> = {
    ...{ roles, accountIds, displayName, emailAddress, passwordHash },
    dateDisabled: dateDisabledAfter(user, patch),
  };
  const changes = Object.entries(wanted).filter(
    ([name, value]) => value !== undefined && !isDeepStrictEqual(asSet(value), asSet(valueOf(user, name))),
  );
  return changes.length > 0 ? Object.fromEntries(changes) : undefined;
}

function dateDisabledAfter({ dateDisabled }: User, { isDisabled }: Patch): string | null {
  if (typeof isDisabled !== 'boolean') return dateDisabled;
  return isDisabled ? (dateDisabled ?? new Date().toISOString()) : null;
}

/** Lists have no order. */
const asSet = (value: unknown): unknown => (Array.isArray(value) ? new Set(value) : value);

/** No list of accounts is an empty one. */
const valueOf = (user: User, name: string): unknown => user[name as keyof User] ?? (name === 'accountIds' ? [] : null);

type Event = { readonly event: AuditEvent } & AuditDetails;

/** What the audit log says of a change of a user, besides who made it. */
export function eventsOf(before: User, after: User): Event[] {
  const added = (name: 'roles' | 'accountIds', from: User, to: User): string[] =>
    (to[name] ?? []).filter((text) => !from[name]?.includes(text));
  const difference = (event: AuditEvent, from: User, to: User): Event[] => {
    const [roles, accountIds] = [added('roles', from, to), added('accountIds', from, to)];
    return roles.length + accountIds.length > 0 ? [{ event, roles, accountIds }] : [];
  };
  const differs = (name: keyof User): boolean => before[name] !== after[name];
  return [
    ...difference('role-granted', before, after),
    ...difference('role-revoked', after, before),
    ...(differs('passwordHash') ? [{ event: 'password-changed' as const }] : []),
    ...(differs('dateDisabled')
      ? [{ event: after.dateDisabled === null ? ('user-enabled' as const) : ('user-disabled' as const) }]
      : []),
    ...(differs('displayName') || differs('emailAddress') ? [{ event: 'user-changed' as const }] : []),
  ];
}
