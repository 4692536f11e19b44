import { isCommonPassword } from './common-passwords.js';
import { ValidationError } from '../../common/errors.js';
import { isPassword, isUserName, PASSWORD_RULE, USER_NAME_RULE } from '../../common/user-rules.js';

/** @throws ValidationError if a new user must not have this name. */
export function checkUserName(name: string): void {
  if (isUserName(name)) return;
  throw ValidationError.of('InvalidCharacters', 'UserName', `A user name ${USER_NAME_RULE}.`);
}

/** The error for a name that another user has, case-insensitively. */
export const userExists = (name: string): ValidationError =>
  ValidationError.of('AlreadyExists', 'UserName', `User '${name}' already exists.`);

/**
 * @returns The roles or the ids of accounts.
 * @throws ValidationError if one is empty, has white space at an end, or a line break or another control character: people
 *   would take it for another one.
 */
export function checkTexts<Texts extends readonly string[]>(fieldName: 'Roles' | 'AccountIds', texts: Texts): Texts {
  if (texts.some((text) => text.trim() === '')) {
    throw ValidationError.of('NotEmpty', fieldName, `'${fieldName}' must not contain an empty text.`);
  }
  if (texts.some((text) => text !== text.trim() || /\p{C}/u.test(text))) {
    const rule = 'white space at an end or a control character';
    throw ValidationError.of('InvalidCharacters', fieldName, `'${fieldName}' must not contain a text with ${rule}.`);
  }
  return texts;
}

/** @throws ValidationError if a user must not get this password: it is too short, or one of the most common ones. */
export async function checkPassword(password: string): Promise<void> {
  if (!isPassword(password)) throw ValidationError.of('MinimumLength', 'Password', `A password ${PASSWORD_RULE}.`);
  if (await isCommonPassword(password)) throw ValidationError.of('TooCommon', 'Password', COMMON_PASSWORD);
}

/** What is wrong with a common password. */
export const COMMON_PASSWORD = 'This password is one of the most common ones, which are guessed first. Choose another.';
