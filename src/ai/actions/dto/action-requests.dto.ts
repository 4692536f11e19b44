import { DataContract } from '../../../common/contract/data-contract.js';
import { DataMember } from '../../../common/contract/data-member.js';
import {
  EXAMPLE_ACTION_ARGUMENTS,
  EXAMPLE_ACTION_DESCRIPTION,
  EXAMPLE_ACTION_ID,
  EXAMPLE_FUNCTION_NAME,
  EXAMPLE_SESSION_ID,
} from '../../../common/examples.js';
import { MAX_ARGUMENTS_BYTES, MAX_DESCRIPTION_LENGTH, MAX_FUNCTION_NAME_LENGTH } from '../../../common/limits.js';
import { ListRequest } from '../../../common/list-request.js';
import { ACTION_STATUSES } from '../action-status.js';

/** Stages an action in a session, for review */
@DataContract('Voice.Api.AI')
export class NewAISessionAction {
  /** The ID of the session */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_SESSION_ID })
  sessionId!: string;

  /** The name of the function to call: one of this API's operations that can be staged, or one of the executor's */
  @DataMember('string', { notEmpty: true, maximumLength: MAX_FUNCTION_NAME_LENGTH, example: EXAMPLE_FUNCTION_NAME })
  functionName!: string;

  /** The arguments of the function: a JSON object as text, at most 16,384 bytes. Without it, the function has none. */
  @DataMember('string', { maximumBytes: MAX_ARGUMENTS_BYTES, example: EXAMPLE_ACTION_ARGUMENTS })
  arguments?: string | null;

  /** What the action does, for the person who reviews it */
  @DataMember('string', { maximumLength: MAX_DESCRIPTION_LENGTH, example: EXAMPLE_ACTION_DESCRIPTION })
  description?: string | null;
}

/** Lists the actions of a session, those that were applied included */
@DataContract('Voice.Api.AI')
export class ListAISessionActions extends ListRequest {
  /** The ID of the session */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_SESSION_ID })
  sessionId!: string;

  /** Return only actions with this status */
  @DataMember('string', { oneOf: ACTION_STATUSES, example: 'Waiting' })
  status?: string | null;
}

/** Gets an action of a session */
@DataContract('Voice.Api.AI')
export class GetAISessionAction {
  /** The ID of the session */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_SESSION_ID })
  sessionId!: string;

  /** The ID of the action */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_ACTION_ID })
  actionId!: string;
}

/** Removes an action from a session that has not been applied */
@DataContract('Voice.Api.AI')
export class DeleteAISessionAction {
  /** The ID of the session */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_SESSION_ID })
  sessionId!: string;

  /** The ID of the action */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_ACTION_ID })
  actionId!: string;
}

/** Removes all actions from a session that have not been applied */
@DataContract('Voice.Api.AI')
export class ClearAISessionActions {
  /** The ID of the session */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_SESSION_ID })
  sessionId!: string;
}

/** Applies the actions of a session that wait */
@DataContract('Voice.Api.AI')
export class ApplyAISession {
  /** The ID of the session */
  @DataMember('string', { notEmpty: true, example: EXAMPLE_SESSION_ID })
  sessionId!: string;
}
