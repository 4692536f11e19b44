import { DataContract } from '../../../common/contract/data-contract.js';
import { DataMember } from '../../../common/contract/data-member.js';
import { EntityInfo } from '../../../common/entity-info.js';
import { EXAMPLE_API_KEY_ID, EXAMPLE_USER_ID } from '../../../common/examples.js';
import type { ApiKey } from '../../entities/api-key.entity.js';

/** An API key, with which a program calls on behalf of a user */
@DataContract('Voice.Api', { examples: { id: EXAMPLE_API_KEY_ID } })
export class ApiKeyInfo extends EntityInfo {
  /** The first characters of the key, by which people tell keys apart */
  @DataMember('string', { example: 'vk_Ab3dE6' })
  prefix?: string;

  /** What the key is for */
  @DataMember('string', { example: 'nightly export' })
  name?: string;

  /** The ID of the user on whose behalf the key calls */
  @DataMember('string', { example: EXAMPLE_USER_ID })
  userId?: string;

  /** The name of that user */
  @DataMember('string', { example: 'admin' })
  userName?: string;

  /** The date from which on the key is refused. Absent if the key does not expire. */
  @DataMember('string', { format: 'date-time', example: '2027-02-20T00:00:00.000Z' })
  dateExpires?: string | null;

  /** The date of the last use, with a precision of an hour. Absent if the key was never used. */
  @DataMember('string', { format: 'date-time' })
  dateLastUsed?: string | null;

  /** The key itself. Only in the response that creates it: it cannot be shown again. */
  @DataMember('string', {
    emitDefaultValue: false,
    notInLists: true,
    example: 'vk_Ab3dE6fG7hI8jK9lM0nO1pQ2rS3tU4vW5xY6zA7bC8d',
  })
  key?: string | null;
}

/** The public members of a key: neither the key nor its hash. */
export function toApiKeyInfo(key: Omit<ApiKey, 'keyHash'> & { readonly userName: string }): Omit<ApiKeyInfo, 'key'> {
  const { prefix, name, userId, userName, dateExpires, dateLastUsed } = key;
  const { id, dateCreated, dateLastModified, createdBy, lastModifiedBy } = key;
  return {
    ...{ prefix, name, userId, userName, dateExpires, dateLastUsed },
    ...{ id, dateCreated, dateLastModified, createdBy, lastModifiedBy },
  };
}
