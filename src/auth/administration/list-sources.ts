import { foldName } from '../../common/fold-name.js';
import type { Filter, ListSource } from '../../database/pagination/list-query.js';
import { sortFields } from '../../database/resources/sort-fields.js';
import { ApiKey } from '../entities/api-key.entity.js';
import type { User } from '../entities/user.entity.js';
import { ApiKeyInfo } from './dto/api-key-info.dto.js';
import type { ListApiKeys } from './dto/api-key-requests.dto.js';
import { toUserInfo, type UserInfo } from './dto/user-info.dto.js';
import type { ListUsers } from './dto/user-requests.dto.js';

const column = (name: keyof User) => ({ sql: `u."${name}"` });
const nullable = (name: keyof User) => ({ ...column(name), isNullable: true });

/** Users without their password hashes, which no list reads. */
export const userSource: ListSource = {
  table: 'users',
  select:
    'u.id, u."userName", u.roles, u."accountIds", u."displayName", u."emailAddress", u."dateDisabled", ' +
    'u."dateCreated", u."dateLastModified", u."createdBy", u."lastModifiedBy"',
  from: 'users u',
  fields: {
    userName: column('userName'),
    displayName: nullable('displayName'),
    emailAddress: nullable('emailAddress'),
    dateDisabled: nullable('dateDisabled'),
    id: column('id'),
    dateCreated: column('dateCreated'),
    dateLastModified: column('dateLastModified'),
    createdBy: column('createdBy'),
    lastModifiedBy: column('lastModifiedBy'),
  },
};

/** A row of {@link userSource}: lists are JSON. */
type UserRow = Omit<User, 'roles' | 'accountIds'> & { readonly roles: string; readonly accountIds: string | null };

export const rowToUserInfo = ({ roles, accountIds, ...row }: UserRow): UserInfo =>
  toUserInfo({
    ...row,
    roles: JSON.parse(roles) as string[],
    accountIds: accountIds === null ? null : (JSON.parse(accountIds) as string[]),
  });

export const userFilter = ({ specificIds }: ListUsers): Filter => ({
  conditions: (statement) => (specificIds?.length ? [statement.isIn('u.id', specificIds)] : []),
});

/** Keys without their hashes, which no list reads, and with the names of their users. */
export const apiKeySource: ListSource = {
  table: 'api_keys',
  select:
    'k.id, k.prefix, k.name, k."userId", u."userName", k."dateExpires", k."dateLastUsed", ' +
    'k."dateCreated", k."dateLastModified", k."createdBy", k."lastModifiedBy"',
  from: 'api_keys k JOIN users u ON u.id = k."userId"',
  fields: sortFields(ApiKeyInfo, ApiKey, 'k', { userName: column('userName'), key: undefined }),
};

export const apiKeyFilter = ({ userId, userName, specificIds }: ListApiKeys): Filter => ({
  conditions: (statement) => [
    ...(userId ? [`k."userId" = ${statement.value(userId)}`] : []),
    ...(userName ? [`u."foldedName" = ${statement.value(foldName(userName))}`] : []),
    ...(specificIds?.length ? [statement.isIn('k.id', specificIds)] : []),
  ],
});
