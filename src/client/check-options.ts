import { isMessageAddress, MESSAGE_ADDRESSES } from '../common/message-address.js';
import type { AISessionsClientOptions } from './options.js';

/** Other characters would corrupt the header that carries the secret. */
const VISIBLE_ASCII = /^[!-~]+$/;

/**
 * Checks the options of the module.
 *
 * @throws Error that names the invalid option, without any secret.
 */
export function checkOptions(options: AISessionsClientOptions): AISessionsClientOptions {
  const problem = problemWith(options);
  if (problem !== undefined) throw new Error(`AISessionsClientModule: ${problem}`);
  return options;
}

/** The types are checked at run time: options often come from environment variables. */
function problemWith({ transport, credentials, timeout = 1, retries = 0 }: Partial<AISessionsClientOptions>) {
  const problem = problemWithTransport(transport) ?? problemWithCredentials(credentials);
  if (problem !== undefined) return problem;
  if (!Number.isInteger(timeout) || timeout < 1 || timeout > 2_147_483_647)
    return 'timeout must be a whole number of ms, 1 or more.';
  if (!Number.isInteger(retries) || retries < 0) return 'retries must be a whole number, 0 or more.';
  return undefined;
}

function problemWithTransport(transport: unknown): string | undefined {
  if (typeof transport === 'object' && transport !== null && 'send' in transport) return undefined;
  if (typeof transport === 'string' && (isHttpAddress(transport) || isMessageAddress(transport))) return undefined;
  return `transport must be http:// or https:// with HOST[:PORT], ${MESSAGE_ADDRESSES}, or a ClientProxy.`;
}

/** Whether the text is an HTTP URL. A user is not allowed in it: credentials are a separate option. */
function isHttpAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    url !== undefined && /^https?:$/.test(url.protocol) && url.username + url.password + url.search + url.hash === ''
  );
}

function problemWithCredentials(credentials: unknown): string | undefined {
  const entries = Object.entries((credentials ?? {}) as Record<string, unknown>);
  const [name, secret] = entries[0] ?? [];
  if (entries.length !== 1 || (name !== 'apiKey' && name !== 'jwt'))
    return 'credentials must be { apiKey } or { jwt }.';
  if (typeof secret === 'function' || (typeof secret === 'string' && VISIBLE_ASCII.test(secret))) return undefined;
  return `credentials.${name} must be a string without white space, or a function that returns one.`;
}
