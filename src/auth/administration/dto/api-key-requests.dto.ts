import { DataContract } from '../../../common/contract/data-contract.js';
import { DataMember } from '../../../common/contract/data-member.js';
import { EXAMPLE_API_KEY_ID, EXAMPLE_USER_ID } from '../../../common/examples.js';
import { MAX_ID_LENGTH, MAX_NAME_LENGTH } from '../../../common/limits.js';
import { ListRequest } from '../../../common/list-request.js';

/** Creates an API key */
@DataContract('Voice.Api')
export class CreateApiKey {
  /** What the key is for */
  @DataMember('string', { notEmpty: true, maximumLength: MAX_NAME_LENGTH, example: 'nightly export' })
  name!: string;

  /** The ID of the user on whose behalf the key calls. Send this or `userName`. */
  @DataMember('string', { maximumLength: MAX_ID_LENGTH })
  userId?: string | null;

  /** The name of that user */
  @DataMember('string', { maximumLength: MAX_NAME_LENGTH, example: 'admin' })
  userName?: string | null;

  /** The date from which on the key is refused. Without it, the key does not expire. */
  @DataMember('string', { format: 'date-time', example: '2099-01-31T00:00:00.000Z' })
  dateExpires?: string | null;
}

/** Lists API keys */
@DataContract('Voice.Api', { examples: { specificIds: [EXAMPLE_API_KEY_ID] } })
export class ListApiKeys extends ListRequest {
  /** Return only keys of the user with this ID */
  @DataMember('string', { maximumLength: MAX_ID_LENGTH, example: EXAMPLE_USER_ID })
  userId?: string | null;

  /** Return only keys of the user with this name, ignoring case */
  @DataMember('string', { maximumLength: MAX_NAME_LENGTH, example: 'admin' })
  userName?: string | null;
}

/** Revokes an API key */
@DataContract('Voice.Api')
export class DeleteApiKey {
  /** The ID of the key */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_API_KEY_ID })
  keyId!: string;
}
