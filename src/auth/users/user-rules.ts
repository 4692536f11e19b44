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

/** @throws ValidationError if a user must not get this password: it is too short, or one of the most common ones. */
export async function checkPassword(password: string): Promise<void> {
  if (!isPassword(password)) throw ValidationError.of('MinimumLength', 'Password', `A password ${PASSWORD_RULE}.`);
  if (await isCommonPassword(password)) throw ValidationError.of('TooCommon', 'Password', COMMON_PASSWORD);
}

/** What is wrong with a common password. */
export const COMMON_PASSWORD = 'This password is one of the most common ones, which are guessed first. Choose another.';
