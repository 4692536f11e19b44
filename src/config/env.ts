import { existsSync } from 'node:fs';
import { isXmlText } from '../common/contract/member-rules.js';
import { cleanEnv, EnvError, EnvMissingError, makeValidator, str } from 'envalid';
import { algorithms, jwksUrl, jwtMistakes, jwtSecret, trustProxy } from './env.auth.js';

/** The settings of a process, read once, checked and frozen. The README's table says what each is for. */
export interface Env {
  readonly PORT: number;
  readonly HOST: string;
  readonly DATABASE_URL: string;
  readonly ADMIN_USERNAME: string;
  readonly ADMIN_PASSWORD: string | undefined;
  /** How long a retry by Idempotency-Key is recognised. */
  readonly IDEMPOTENCY_HOURS: number;
  /** How many proxies, or which, tell the truth of a caller's address and protocol; `false` where none does. */
  readonly TRUST_PROXY: number | string[] | false;
  readonly JWT_SECRET: string | undefined;
  readonly JWT_JWKS_URL: string | undefined;
  readonly JWT_ISSUER: string | undefined;
  readonly JWT_AUDIENCE: string | undefined;
  readonly JWT_ROLES_CLAIM: string;
  readonly JWT_ALGORITHMS: readonly string[];
  readonly LOG_LEVEL: LogLevel;
  readonly NODE_ENV: string;
  /** Whether the process may make things for people to try: never where `NODE_ENV` is `production`. */
  readonly isProduction: boolean;
}

/** From the quietest to the most talkative. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The settings are wrong; the message has one line for each and names what it may be. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

const databaseUrl = makeValidator((input) => {
  if (/^sqlite:./.test(input)) return input;
  throw new EnvError('may be sqlite:PATH or sqlite::memory:');
});

const userName = makeValidator((input) => {
  // A colon would end the user name of HTTP Basic; what XML cannot carry cannot stand in createdBy.
  // eslint-disable-next-line no-control-regex
  if (/^[^:\u0000-\u001f\u007f]{1,200}$/u.test(input) && isXmlText(input)) return input;
  throw new EnvError('may be 1 to 200 characters without a colon or control characters');
});

const password = makeValidator((input) => {
  if (input.length >= 8) return input;
  throw new EnvError('may be any text of 8 characters or more');
});

const tcpPort = makeValidator((input) => {
  // envalid's own port() refuses 0, by which tests ask for any free one
  if (/^\d{1,5}$/.test(input) && Number(input) < 65536) return Number(input);
  throw new EnvError('may be a whole number from 0 to 65535');
});

const hours = makeValidator((input) => {
  if (/^\d{1,4}$/.test(input) && Number(input) >= 1) return Number(input);
  throw new EnvError('may be a whole number of hours from 1 to 9999');
});

const oneOf = <T extends string>(choices: readonly T[]) =>
  makeValidator<T>((input) => {
    const choice = choices.find((known) => known === input);
    if (choice) return choice;
    throw new EnvError(`may be ${choices.join(', ')}`);
  });

/**
 * Reads and checks the settings.
 *
 * @param source Where they stand; `process.env` in a process.
 * @throws ConfigurationError naming every setting that is wrong, never a value that may be secret.
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const clean = cleanEnv(
    given,
    {
      PORT: tcpPort({ default: 3000 }),
      HOST: str({ default: '127.0.0.1' }),
      DATABASE_URL: databaseUrl({ default: 'sqlite:data/voice.db' }),
      ADMIN_USERNAME: userName({ default: 'admin' }),
      ADMIN_PASSWORD: password({ default: undefined }),
      IDEMPOTENCY_HOURS: hours({ default: 24 }),
      TRUST_PROXY: trustProxy({ default: false }),
      JWT_SECRET: jwtSecret({ default: undefined }),
      JWT_JWKS_URL: jwksUrl({ default: undefined }),
      JWT_ISSUER: str({ default: undefined }),
      JWT_AUDIENCE: str({ default: undefined }),
      JWT_ROLES_CLAIM: str({ default: 'roles' }),
      JWT_ALGORITHMS: algorithms({ default: [] }),
      LOG_LEVEL: oneOf(LOG_LEVELS)({ default: 'log' }),
      NODE_ENV: oneOf(['development', 'production', 'test'])({ default: 'development' }),
    },
    { reporter },
  );
  const mistakes = jwtMistakes(clean);
  if (mistakes.length > 0) throw new ConfigurationError(mistakes.join('\n'));
  return Object.freeze({
    PORT: clean.PORT,
    HOST: clean.HOST,
    DATABASE_URL: clean.DATABASE_URL,
    ADMIN_USERNAME: clean.ADMIN_USERNAME,
    ADMIN_PASSWORD: clean.ADMIN_PASSWORD,
    IDEMPOTENCY_HOURS: clean.IDEMPOTENCY_HOURS,
    TRUST_PROXY: clean.TRUST_PROXY,
    JWT_SECRET: clean.JWT_SECRET,
    JWT_JWKS_URL: clean.JWT_JWKS_URL,
    JWT_ISSUER: clean.JWT_ISSUER,
    JWT_AUDIENCE: clean.JWT_AUDIENCE,
    JWT_ROLES_CLAIM: clean.JWT_ROLES_CLAIM,
    JWT_ALGORITHMS: clean.JWT_ALGORITHMS,
    LOG_LEVEL: clean.LOG_LEVEL,
    NODE_ENV: clean.NODE_ENV,
    isProduction: clean.NODE_ENV === 'production',
  });
}

function reporter({ errors }: { errors: Record<string, Error | undefined> }): void {
  const lines = Object.entries(errors).map(([name, error]) =>
    error instanceof EnvMissingError ? `${name} is missing` : `${name} is wrong: it ${error?.message}`,
  );
  if (lines.length > 0) throw new ConfigurationError(lines.join('\n'));
}

/** Reads `.env` where there is one (the environment itself wins), then the settings. */
export function loadEnv(): Env {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readEnv(process.env);
}
