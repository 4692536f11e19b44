import { isLongerThan, isXmlText } from '../../common/contract/member-rules.js';
import { ValidationError } from '../../common/errors.js';
import { MAX_NAME_LENGTH } from '../../common/limits.js';
import { KEY_PREFIX } from '../credentials/secret-token.js';

const MIN_PASSWORD_LENGTH = 8;

/**
 * Checks the name of a new user. A colon would end the user name of HTTP Basic; a name with the prefix of API keys would
 * be read as a key.
 *
 * @throws ValidationError if the name is not allowed.
 */
export function checkUserName(name: string): void {
  const isText = name.trim() === name && name !== '' && isXmlText(name) && !isLongerThan(name, MAX_NAME_LENGTH);
  // eslint-disable-next-line no-control-regex
  if (isText && !/[:\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(name) && !name.startsWith(KEY_PREFIX)) return;
  throw ValidationError.of(
    'InvalidCharacters',
    'UserName',
    `A user name must have 1 to ${MAX_NAME_LENGTH} characters, no colon, no control characters and no space at ` +
      `either end, and must not begin with ${KEY_PREFIX}.`,
  );
}

/** @throws ValidationError if the password is too short. */
export function checkPassword(password: string): void {
  if (password.length >= MIN_PASSWORD_LENGTH) return;
  throw ValidationError.of(
    'MinimumLength',
    'Password',
    `A password must have at least ${MIN_PASSWORD_LENGTH} characters.`,
  );
}
