import { existsSync } from 'node:fs';
import { isXmlText } from '../common/contract/member-rules.js';
import { cleanEnv, EnvError, EnvMissingError, makeValidator, str } from 'envalid';
import { algorithms, jwksUrl, jwtMistakes, jwtSecret, trustProxy } from './env.auth.js';
import { transportUrl } from './env.messages.js';
import { StartError } from '../common/errors.js';

/** The settings of a process, read once, checked and frozen. The README's table says what each is for. */
export interface Env {
  readonly PORT: number;
  readonly HOST: string;
  readonly DATABASE_URL: string;
  /** PostgreSQL alone: the most connections that this process holds. */
  readonly DATABASE_POOL_SIZE: number;
  /** PostgreSQL alone: how long one statement may take, in ms. */
  readonly DATABASE_STATEMENT_TIMEOUT: number;
  /** PostgreSQL alone: how long a caller waits for a connection, in ms. */
  readonly DATABASE_CONNECT_TIMEOUT: number;
  /** How long a start waits for a database that is not there yet, in ms. */
  readonly DATABASE_START_TIMEOUT: number;
  readonly DATABASE_SSL: SslMode;
  /** A PEM file with the authority that signed the database's certificate; the system's own where there is none. */
  readonly DATABASE_SSL_CA: string | undefined;
  readonly DATABASE_MIGRATIONS: MigrationMode;
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
  /** By which transport messages come; by none where there is none. */
  readonly TRANSPORT_URL: string | undefined;
  /** How long a start waits for a broker that is not there yet, in ms. */
  readonly TRANSPORT_START_TIMEOUT: number;
  readonly LOG_LEVEL: LogLevel;
  readonly NODE_ENV: string;
  /** Whether the process may make things for people to try: never where `NODE_ENV` is `production`. */
  readonly isProduction: boolean;
}

/** From the quietest to the most talkative. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** PostgreSQL alone: in clear, encrypted with whoever answers, or encrypted with who can prove to be the one named. */
export const SSL_MODES = ['off', 'require', 'verify'] as const;
export type SslMode = (typeof SSL_MODES)[number];

/** What a start does to a database that is older than the program: `check` leaves it alone and refuses to start. */
export const MIGRATION_MODES = ['run', 'check'] as const;
export type MigrationMode = (typeof MIGRATION_MODES)[number];

/** The settings are wrong; the message has one line for each and names what it may be. */
export class ConfigurationError extends StartError {}

const databaseUrl = makeValidator((input) => {
  if (/^sqlite:./.test(input)) return input;
  if (/^postgres(ql)?:\/\/./.test(input) && URL.canParse(input)) {
    // pg would let it win over DATABASE_SSL.
    if (/[?&](ssl|uselibpqcompat)/.test(input)) throw new EnvError('may not say how to encrypt: DATABASE_SSL does');
    return input;
  }
  throw new EnvError('may be sqlite:PATH, sqlite::memory: or postgres://USER:PASSWORD@HOST:PORT/DATABASE');
});

const existingFile = makeValidator((input) => {
  if (existsSync(input)) return input;
  throw new EnvError('may be the path of a file that is there');
});

const wholeNumber = (least: number, most: number) =>
  makeValidator((input) => {
    if (/^\d{1,9}$/.test(input) && Number(input) >= least && Number(input) <= most) return Number(input);
    throw new EnvError(`may be a whole number from ${least} to ${most}`);
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
      // envalid's own port() refuses 0, by which tests ask for any free one
      PORT: wholeNumber(0, 65_535)({ default: 3000 }),
      HOST: str({ default: '127.0.0.1' }),
      DATABASE_URL: databaseUrl({ default: 'sqlite:data/voice.db' }),
      DATABASE_POOL_SIZE: wholeNumber(2, 1000)({ default: 10 }),
      DATABASE_STATEMENT_TIMEOUT: wholeNumber(100, 3_600_000)({ default: 10_000 }),
      DATABASE_CONNECT_TIMEOUT: wholeNumber(100, 3_600_000)({ default: 3_000 }),
      DATABASE_START_TIMEOUT: wholeNumber(0, 3_600_000)({ default: 30_000 }),
      DATABASE_SSL: oneOf(SSL_MODES)({ default: 'off' }),
      DATABASE_SSL_CA: existingFile({ default: undefined }),
      DATABASE_MIGRATIONS: oneOf(MIGRATION_MODES)({ default: 'run' }),
      ADMIN_USERNAME: userName({ default: 'admin' }),
      ADMIN_PASSWORD: password({ default: undefined }),
      IDEMPOTENCY_HOURS: wholeNumber(1, 9_999)({ default: 24 }),
      TRUST_PROXY: trustProxy({ default: false }),
      JWT_SECRET: jwtSecret({ default: undefined }),
      JWT_JWKS_URL: jwksUrl({ default: undefined }),
      JWT_ISSUER: str({ default: undefined }),
      JWT_AUDIENCE: str({ default: undefined }),
      JWT_ROLES_CLAIM: str({ default: 'roles' }),
      JWT_ALGORITHMS: algorithms({ default: [] }),
      TRANSPORT_URL: transportUrl({ default: undefined }),
      TRANSPORT_START_TIMEOUT: wholeNumber(0, 3_600_000)({ default: 30_000 }),
      LOG_LEVEL: oneOf(LOG_LEVELS)({ default: 'log' }),
      NODE_ENV: oneOf(['development', 'production', 'test'])({ default: 'development' }),
    },
    { reporter },
  );
  const mistakes = jwtMistakes(clean);
  if (mistakes.length > 0) throw new ConfigurationError(mistakes.join('\n'));
  return Object.freeze({ ...clean, isProduction: clean.NODE_ENV === 'production' });
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
