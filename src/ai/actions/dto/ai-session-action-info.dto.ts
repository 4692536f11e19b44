import { DataContract } from '../../../common/contract/data-contract.js';
import { DataMember } from '../../../common/contract/data-member.js';
import {
  EXAMPLE_ACTION_ARGUMENTS,
  EXAMPLE_ACTION_DESCRIPTION,
  EXAMPLE_ACTION_ID,
  EXAMPLE_FUNCTION_NAME,
} from '../../../common/examples.js';
import type { AISessionAction } from '../ai-session-action.entity.js';

/** An action of an AI session: a call of a function that an agent staged */
@DataContract('Voice.Api.AI')
export class AISessionActionInfo {
  /** The date the action was staged */
  @DataMember('string', { format: 'date-time', example: '2026-11-22T06:07:08.123Z' })
  date!: string;

  /** The ID of the action */
  @DataMember('string', { example: EXAMPLE_ACTION_ID })
  id!: string;

  /** The name of the function that the action calls */
  @DataMember('string', { example: EXAMPLE_FUNCTION_NAME })
  functionName!: string;

  /** The arguments of the function: a JSON object as text */
  @DataMember('string', { example: EXAMPLE_ACTION_ARGUMENTS })
  arguments?: string | null;

  /** What the action does, for the person who reviews it */
  @DataMember('string', { example: EXAMPLE_ACTION_DESCRIPTION })
  description?: string | null;

  /** Whether the function is known and its arguments are valid. What only the database can tell is told when it is applied. */
  @DataMember('bool', { example: true })
  canBeApplied!: boolean;

  /** `Waiting`, `Applying`, `Applied` or `Failed` */
  @DataMember('string', { emitDefaultValue: false, example: 'Waiting' })
  status!: string;

  /** Why the action failed when it was last applied */
  @DataMember('string', { emitDefaultValue: false })
  error?: string | null;
}

/** The public members of an action. */
export function toAISessionActionInfo(
  action: Omit<AISessionAction, 'position'>,
  canBeApplied: boolean,
): Required<AISessionActionInfo> {
  const { date, id, functionName, arguments: json, description, status, error } = action;
  return { date, id, functionName, arguments: json, description, canBeApplied, status, error };
}
