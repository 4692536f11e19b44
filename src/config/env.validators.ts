import { existsSync } from 'node:fs';
import { EnvError, makeValidator } from 'envalid';
import { isXmlText } from '../common/contract/member-rules.js';

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
  // A colon would end the user name of HTTP Basic. The name becomes `createdBy`, which XML must be able to contain.
  // eslint-disable-next-line no-control-regex
  if (/^[^:\u0000-\u001f\u007f]{1,200}$/u.test(input) && isXmlText(input)) return input;
  throw new EnvError('must be 1 to 200 characters without a colon or control characters');
});

export const password = makeValidator((input) => {
  if (input.length >= 8) return input;
  throw new EnvError('must be at least 8 characters long');
});

export const oneOf = <T extends string>(choices: readonly T[]) =>
  makeValidator<T>((input) => {
    const choice = choices.find((allowed) => allowed === input);
    if (choice) return choice;
    throw new EnvError(`must be one of ${choices.join(', ')}`);
  });
