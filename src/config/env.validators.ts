import { existsSync } from 'node:fs';
import { EnvError, makeValidator } from 'envalid';
import { isPassword, isUserName, PASSWORD_RULE, USER_NAME_RULE } from '../common/user-rules.js';

// Each message completes a sentence that begins with the name of the setting.

export const databaseUrl = makeValidator((input) => {
  if (/^sqlite:./.test(input)) return input;
  if (/^postgres(ql)?:\/\/./.test(input) && URL.canParse(input)) {
    // In pg, these parameters would override DATABASE_SSL.
    if (/[?&](ssl|uselibpqcompat)/.test(input)) throw new EnvError('must not contain SSL parameters: use DATABASE_SSL');
    return input;
  }
  throw new EnvError('must be sqlite:PATH, sqlite::memory: or postgres://USER:PASSWORD@HOST:PORT/DATABASE');
});

export const existingFile = makeValidator((input) => {
  if (existsSync(input)) return input;
  throw new EnvError('must be the path of an existing file');
});

export const wholeNumber = (min: number, max: number) =>
  makeValidator((input) => {
    if (/^\d{1,9}$/.test(input) && Number(input) >= min && Number(input) <= max) return Number(input);
    throw new EnvError(`must be a whole number from ${min} to ${max}`);
  });

export const userName = makeValidator((input) => {
  if (isUserName(input)) return input;
  throw new EnvError(USER_NAME_RULE);
});

export const password = makeValidator((input) => {
  if (isPassword(input)) return input;
  throw new EnvError(PASSWORD_RULE);
});

export const oneOf = <T extends string>(choices: readonly T[]) =>
  makeValidator<T>((input) => {
    const choice = choices.find((allowed) => allowed === input);
    if (choice) return choice;
    throw new EnvError(`must be one of ${choices.join(', ')}`);
  });
