import { EnvError, makeValidator } from 'envalid';
import { isDecodable, isMessageAddress, MESSAGE_ADDRESSES } from '../common/message-address.js';

interface ActionSettings {
  readonly ACTIONS_URL: string | undefined;
  readonly ACTIONS_SECRET: string | undefined;
}

/** The shortest key that the Standard Webhooks specification allows. */
const MIN_KEY_BYTES = 24;
const BASE64_PREFIX = 'whsec_';

/** The address of an executor: HTTP, or a message transport. */
export const actionsUrl = makeValidator((input) => {
  if (isHttpAddress(input) || isMessageAddress(input)) return input;
  throw new EnvError(`must be https://[USER:PASSWORD@]HOST[:PORT][/PATH] (or http://), ${MESSAGE_ADDRESSES}`);
});

/** Whether a text is an address for HTTP. */
export function isHttpAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && [url.username, url.password].every(isDecodable);
}

export const actionsSecret = makeValidator((input) => {
  const isEncoded = input.startsWith(BASE64_PREFIX);
  if ((!isEncoded || isBase64(input.slice(BASE64_PREFIX.length))) && webhookKey(input).length >= MIN_KEY_BYTES) {
    return input;
  }
  throw new EnvError(`must be at least ${MIN_KEY_BYTES} bytes long: as text, or in base64 after ${BASE64_PREFIX}`);
});

const isBase64 = (text: string): boolean => text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);

/** The key that a secret stands for: its base64 decoded after `whsec_`, its bytes of UTF-8 otherwise. */
export const webhookKey = (secret: string): Buffer =>
  secret.startsWith(BASE64_PREFIX) ? Buffer.from(secret.slice(BASE64_PREFIX.length), 'base64') : Buffer.from(secret);

/** @returns One line for each rule that the settings for actions break in combination. */
export function actionErrors({ ACTIONS_URL, ACTIONS_SECRET }: ActionSettings): string[] {
  const isHttp = ACTIONS_URL !== undefined && isHttpAddress(ACTIONS_URL);
  if (isHttp && ACTIONS_SECRET === undefined) {
    return ['ACTIONS_SECRET must be set: an ACTIONS_URL that begins with http requires it'];
  }
  if (!isHttp && ACTIONS_SECRET !== undefined) {
    return ['ACTIONS_SECRET must not be set without an ACTIONS_URL that begins with http: messages are not signed'];
  }
  return [];
}
