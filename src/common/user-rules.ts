import { isLongerThan, isXmlText } from './contract/member-rules.js';
import { foldName } from './fold-name.js';
import { MAX_NAME_LENGTH } from './limits.js';

/** The prefix of every API key, so that people and secret scanners recognize one. */
export const KEY_PREFIX = 'vk_';

export const MIN_PASSWORD_LENGTH = 8;

/** What {@link isUserName} requires, for error messages: "A user name must have ...". */
export const USER_NAME_RULE =
  `must have 1 to ${MAX_NAME_LENGTH} characters, no colon, no control characters and no space at either end, ` +
  `and must not begin with ${KEY_PREFIX}`;

/** What {@link isPassword} requires, for error messages: "A password must have ...". */
export const PASSWORD_RULE = `must have at least ${MIN_PASSWORD_LENGTH} characters`;

/**
 * Whether a new user can have this name. A colon would end the user name of HTTP Basic; a name with the prefix of API
 * keys would be read as a key.
 */
export function isUserName(name: string): boolean {
  const isText =
    name.trim() === name && foldName(name) !== '' && isXmlText(name) && !isLongerThan(name, MAX_NAME_LENGTH);
  // eslint-disable-next-line no-control-regex
  return isText && !/[:\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(name) && !name.startsWith(KEY_PREFIX);
}

/** Whether a user can get this password. Its NFC form counts, which is the one that is stored. */
export const isPassword = (password: string): boolean => password.normalize('NFC').length >= MIN_PASSWORD_LENGTH;
