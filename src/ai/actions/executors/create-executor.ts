import { isHttpAddress, webhookKey } from '../../../config/env.actions.js';
import type { Env } from '../../../config/env.js';
import type { Executor } from '../functions/executor.js';
import type { CallSender } from './call-sender.js';
import { ConfiguredExecutor } from './configured-executor.js';
import { HttpSender } from './http.sender.js';
import { MessageSender } from './message.sender.js';
import { readFunctions } from './read-functions.js';

/**
 * Creates the executor that the settings describe. It connects at its first call.
 *
 * @returns Undefined without settings for it.
 * @throws StartError if the file of functions cannot be used.
 */
export async function createExecutor(env: Env): Promise<Executor | undefined> {
  const { ACTIONS_URL, ACTIONS_FUNCTIONS, ACTIONS_TIMEOUT } = env;
  if (ACTIONS_URL === undefined && ACTIONS_FUNCTIONS === undefined) return undefined;
  const catalogue = ACTIONS_FUNCTIONS === undefined ? undefined : await readFunctions(ACTIONS_FUNCTIONS);
  return new ConfiguredExecutor(catalogue, senderOf(env), ACTIONS_TIMEOUT);
}

function senderOf({ ACTIONS_URL, ACTIONS_SECRET = '' }: Env): CallSender | undefined {
  if (ACTIONS_URL === undefined) return undefined;
  return isHttpAddress(ACTIONS_URL)
    ? new HttpSender(ACTIONS_URL, webhookKey(ACTIONS_SECRET))
    : new MessageSender(ACTIONS_URL);
}
