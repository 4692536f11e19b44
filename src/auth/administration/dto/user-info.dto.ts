import { DataContract, listOf } from '../../../common/contract/data-contract.js';
import { DataMember } from '../../../common/contract/data-member.js';
import { EntityInfo } from '../../../common/entity-info.js';
import { EXAMPLE_ACCOUNT_ID, EXAMPLE_USER_ID } from '../../../common/examples.js';
import type { User } from '../../entities/user.entity.js';

/** A user of the service */
@DataContract('Voice.Api', { examples: { id: EXAMPLE_USER_ID } })
export class UserInfo extends EntityInfo {
  /** The name with which the user signs in */
  @DataMember('string', { example: 'ada' })
  userName?: string;

  /** The name to display */
  @DataMember('string', { example: 'Ada Lovelace' })
  displayName?: string | null;

  /** The email address of the user */
  @DataMember('string', { example: 'ada@example.com' })
  emailAddress?: string | null;

  /** The roles of the user */
  @DataMember(listOf('string'), { example: ['SystemAdministrator'] })
  roles?: string[];

  /** The IDs of the accounts that the user may see. A system administrator may see all. */
  @DataMember(listOf('string'), { example: [EXAMPLE_ACCOUNT_ID] })
  accountIds?: string[];

  /** Whether the user is disabled: the password, sign-ins and API keys are refused */
  @DataMember('bool', { example: false })
  isDisabled!: boolean;

  /** The date the user was disabled */
  @DataMember('string', { format: 'date-time' })
  dateDisabled?: string | null;
}

/** The public members of a user: not the hash of the password. */
export function toUserInfo(user: Omit<User, 'passwordHash' | 'foldedName'>): Required<UserInfo> {
  const { userName, displayName, emailAddress, roles, accountIds, dateDisabled } = user;
  const { id, dateCreated, dateLastModified, createdBy, lastModifiedBy } = user;
  const isDisabled = dateDisabled !== null;
  return {
    ...{ userName, displayName, emailAddress, roles, accountIds: accountIds ?? [], isDisabled, dateDisabled },
    ...{ id, dateCreated, dateLastModified, createdBy, lastModifiedBy },
  };
}
