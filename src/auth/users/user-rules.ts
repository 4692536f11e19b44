import { ValidationError } from '../../common/errors.js';
import { isPassword, isUserName, PASSWORD_RULE, USER_NAME_RULE } from '../../common/user-rules.js';

/** @throws ValidationError if a new user must not have this name. */
export function checkUserName(name: string): void {
  if (isUserName(name)) return;
  throw ValidationError.of('InvalidCharacters', 'UserName', `A user name ${USER_NAME_RULE}.`);
}

/** The error for a name that another user has, in any case. */
export const userExists = (name: string): ValidationError =>
  ValidationError.of('AlreadyExists', 'UserName', `User '${name}' already exists.`);

/** @throws ValidationError if the password is too short. */
export function checkPassword(password: string): void {
  if (isPassword(password)) return;
  throw ValidationError.of('MinimumLength', 'Password', `A password ${PASSWORD_RULE}.`);
}
