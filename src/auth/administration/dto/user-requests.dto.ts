import { DataContract, listOf } from '../../../common/contract/data-contract.js';
import { DataMember, type MemberOptions } from '../../../common/contract/data-member.js';
import { EXAMPLE_ACCOUNT_ID, EXAMPLE_USER_ID } from '../../../common/examples.js';
import { MAX_ID_LENGTH, MAX_NAME_LENGTH } from '../../../common/limits.js';
import { ListRequest } from '../../../common/list-request.js';
import { MIN_PASSWORD_LENGTH } from '../../../common/user-rules.js';

// The examples can be sent as they are, so they must not make an administrator whose password everybody can read.
const PASSWORD: MemberOptions = { isSecret: true, minimumLength: MIN_PASSWORD_LENGTH };
const ROLES: MemberOptions = { maximumLength: MAX_NAME_LENGTH };
const ACCOUNT_IDS: MemberOptions = { maximumLength: MAX_ID_LENGTH, example: [EXAMPLE_ACCOUNT_ID] };

/** Creates a user */
@DataContract('Voice.Api')
export class CreateUser {
  /** The name with which the user signs in. Must be unique, ignoring case. */
  @DataMember('string', { notEmpty: true, maximumLength: MAX_NAME_LENGTH, example: 'ada' })
  userName!: string;

  /** The password. At least 8 characters, and none of the most common passwords. */
  @DataMember('string', { ...PASSWORD, notEmpty: true, example: 'plum orchard ladder 42' })
  password!: string;

  /** The roles of the user */
  @DataMember(listOf('string'), ROLES)
  roles?: string[] | null;

  /** The IDs of the accounts that the user may see. A system administrator may see all. */
  @DataMember(listOf('string'), ACCOUNT_IDS)
  accountIds?: string[] | null;

  /** The name to display */
  @DataMember('string', { maximumLength: MAX_NAME_LENGTH, example: 'Ada Lovelace' })
  displayName?: string | null;

  /** The email address of the user */
  @DataMember('string', { maximumLength: MAX_NAME_LENGTH, example: 'ada@example.com' })
  emailAddress?: string | null;
}

/** Lists users */
@DataContract('Voice.Api', { examples: { specificIds: [EXAMPLE_USER_ID] } })
export class ListUsers extends ListRequest {}

/** Gets a user */
@DataContract('Voice.Api')
export class GetUser {
  /** The ID of the user */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_USER_ID })
  userId!: string;
}

/** Updates a user: members that are omitted do not change */
@DataContract('Voice.Api')
export class PatchUser {
  /** The ID of the user */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_USER_ID })
  userId!: string;

  /** A new password, which ends the sign-ins of the user. Cannot be cleared. */
  @DataMember('string', PASSWORD)
  password?: string | null;

  /** The roles of the user, which replace the present ones */
  @DataMember(listOf('string'), ROLES)
  roles?: string[] | null;

  /** The IDs of the accounts that the user may see, which replace the present ones */
  @DataMember(listOf('string'), ACCOUNT_IDS)
  accountIds?: string[] | null;

  /** Whether the user is disabled, which ends the sign-ins of the user. Cannot be cleared. */
  @DataMember('bool', { nullable: true, example: false })
  isDisabled?: boolean | null;

  /** The name to display */
  @DataMember('string', { maximumLength: MAX_NAME_LENGTH, example: 'Ada Lovelace' })
  displayName?: string | null;

  /** The email address of the user */
  @DataMember('string', { maximumLength: MAX_NAME_LENGTH, example: 'ada@example.com' })
  emailAddress?: string | null;
}

/** Deletes a user with the user's API keys and sign-ins */
@DataContract('Voice.Api')
export class DeleteUser {
  /** The ID of the user */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_USER_ID })
  userId!: string;
}
