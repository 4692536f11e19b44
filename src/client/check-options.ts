import { SCHEMES } from './open-transport.js';
import type { AISessionsClientOptions } from './options.js';

/** Without these, what is written first in a header would be cut off or added to. */
const VISIBLE = /^[!-~]+$/;

/**
 * The reason why an app with these options must not start.
 *
 * @throws Error which names the option, and never a secret.
 */
export function checkOptions(options: AISessionsClientOptions): AISessionsClientOptions {
  const wrong = problemWith(options);
  if (wrong !== undefined) throw new Error(`AISessionsClientModule: ${wrong}`);
  return options;
}

/** The options come from settings, and so from strings: what their types say has to be looked at. */
function problemWith({ transport, credentials, timeout = 1, retries = 0 }: Partial<AISessionsClientOptions>) {
  const wrong = problemWithTransport(transport) ?? problemWithCredentials(credentials);
  if (wrong !== undefined) return wrong;
  if (!Number.isInteger(timeout) || timeout < 1 || timeout > 2_147_483_647) return 'timeout must be a number of ms.';
  if (!Number.isInteger(retries) || retries < 0) return 'retries must be a whole number, 0 or more.';
  return undefined;
}

function problemWithTransport(transport: unknown): string | undefined {
  if (typeof transport === 'object' && transport !== null && 'send' in transport) return undefined;
  const known = `transport must be an address that begins with ${SCHEMES.map((scheme) => `${scheme}//`).join(', ')}, or a ClientProxy`;
  if (typeof transport !== 'string') return `${known}.`;
  const url = URL.canParse(transport) ? new URL(transport) : undefined;
  if (!url || url.hostname === '') return `${known}; what was given is not an address.`;
  if (!SCHEMES.includes(url.protocol)) return `${known}, not with ${url.protocol}`;
  if (url.protocol === 'tcp:' && url.port === '') return 'transport must name a port, as in tcp://host:3001.';
  if (url.protocol.startsWith('http') && url.username) return 'transport must not have a user: see credentials.';
  return undefined;
}

function problemWithCredentials(credentials: unknown): string | undefined {
  const given = Object.entries((credentials ?? {}) as Record<string, unknown>).filter(
    ([, value]) => value !== undefined,
  );
  const [name, secret] = given[0] ?? [];
  if (given.length !== 1 || (name !== 'apiKey' && name !== 'jwt')) return 'credentials must be { apiKey } or { jwt }.';
  if (typeof secret === 'function' || (typeof secret === 'string' && VISIBLE.test(secret))) return undefined;
  return `credentials.${name} must be a string without white space, or a function that gives one.`;
}
