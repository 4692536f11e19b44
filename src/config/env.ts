import { existsSync } from 'node:fs';
import { cleanEnv, EnvMissingError, str } from 'envalid';
import { StartError } from '../common/errors.js';
import { actionErrors, actionsSecret, actionsUrl } from './env.actions.js';
import { algorithms, jwksUrl, jwtErrors, jwtSecret, trustProxy } from './env.auth.js';
import { isRedisUrl, origins, rateLimit, type RateLimitSetting, redisUrl } from './env.limits.js';
import { transportUrl } from './env.messages.js';
import { workerErrors } from './env.workers.js';
import { readSecretFiles } from './secret-files.js';
import { databaseUrl, existingFile, oneOf, password, userName, wholeNumber } from './env.validators.js';

/** The settings of a process: read once, validated and frozen. .env.example documents every setting. */
export interface Env {
  readonly PORT: number;
  readonly HOST: string;
  /** How many processes serve the same ports. More than one requires PostgreSQL. */
  readonly WORKERS: number;
  readonly DATABASE_URL: string;
  /** PostgreSQL: the maximum number of connections of this process. */
  readonly DATABASE_POOL_SIZE: number;
  /** PostgreSQL: the time limit of a statement, in ms. */
  readonly DATABASE_STATEMENT_TIMEOUT: number;
  /** PostgreSQL: how long a call waits for a connection, in ms. */
  readonly DATABASE_CONNECT_TIMEOUT: number;
  /** How long a client may leave an export unread before its connection is closed, in ms. */
  readonly EXPORT_UNREAD_TIMEOUT: number;
  /** How long the start waits for the database to become available, in ms. */
  readonly DATABASE_START_TIMEOUT: number;
  readonly DATABASE_SSL: SslMode;
  /** A PEM file with the CA of the database's certificate; by default, the CAs that Node.js trusts. */
  readonly DATABASE_SSL_CA: string | undefined;
  readonly DATABASE_MIGRATIONS: MigrationMode;
  readonly DATABASE_NEWER: NewerDatabase;
  readonly ADMIN_USERNAME: string;
  readonly ADMIN_PASSWORD: string | undefined;
  /** After how long without use a sign-in session ends, in minutes. */
  readonly SIGN_IN_IDLE_MINUTES: number;
  /** How long an `Idempotency-Key` is stored, in hours. */
  readonly IDEMPOTENCY_HOURS: number;
  /** After how many days without a change an AI session is deleted; by default, never. */
  readonly SESSION_RETENTION_DAYS: number | undefined;
  /** The number or the addresses of the proxies whose X-Forwarded headers are trusted; `false` to trust none. */
  readonly TRUST_PROXY: number | string[] | false;
  readonly JWT_SECRET: string | undefined;
  readonly JWT_JWKS_URL: string | undefined;
  readonly JWT_ISSUER: string | undefined;
  readonly JWT_AUDIENCE: string | undefined;
  /** The name of the claim with the roles, or its path (`realm_access.roles`). */
  readonly JWT_ROLES_CLAIM: string;
  /** By how much the clocks of the issuer and of this machine may differ, in seconds. */
  readonly JWT_CLOCK_TOLERANCE: number;
  readonly JWT_ALGORITHMS: readonly string[];
  /** The address of the message transport; by default, the service accepts no messages. */
  readonly TRANSPORT_URL: string | undefined;
  /** The address of the executor of actions; by default, there is none. */
  readonly ACTIONS_URL: string | undefined;
  /** Signs the calls of an executor by HTTP. */
  readonly ACTIONS_SECRET: string | undefined;
  /** How long a call of the executor may take with its retries, in ms. */
  readonly ACTIONS_TIMEOUT: number;
  /** The path or HTTP address of a file with the executor's functions; by default, every name is one. */
  readonly ACTIONS_FUNCTIONS: string | undefined;
  /** How long the lease of an apply lasts that is not renewed, in ms: after a crash, the next one waits so long. */
  readonly ACTIONS_LEASE: number;
  /** How long the start waits for the broker to become available, in ms. */
  readonly TRANSPORT_START_TIMEOUT: number;
  /** How many calls a caller, and the callers for one account, may make; by default any number. */
  readonly RATE_LIMIT: RateLimitSetting | undefined;
  /** The Redis server through which the replicas share the limit; by default, each has its own. */
  readonly RATE_LIMIT_URL: string | undefined;
  /** The origins of other sites whose pages may call the service. */
  readonly CORS_ORIGINS: readonly string[];
  /** Who may see the OpenAPI document and the Swagger UI. */
  readonly DOCS: DocsMode;
  /** Who may see the console; by default as `DOCS`. What it shows, it gets from the API, which has its own rules. */
  readonly CONSOLE: DocsMode;
  readonly LOG_LEVEL: LogLevel;
  /** Which calls have a line in the log. */
  readonly REQUEST_LOG: RequestLogMode;
  /** From which duration a call is logged as slow, in ms. */
  readonly SLOW_MS: number;
  /** The port on which Prometheus scrapes metrics; by default there are none. 0 lets the operating system choose one. */
  readonly METRICS_PORT: number | undefined;
  readonly METRICS_HOST: string;
  readonly NODE_ENV: string;
  /** Whether `NODE_ENV` is `production`: then the service creates no sample data and no password. */
  readonly isProduction: boolean;
}

/** Sorted from the fewest to the most messages. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The levels that are logged if this one is the least severe of them. */
export const levelsUpTo = (level: LogLevel): LogLevel[] => LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(level) + 1);

/** Every call has a line in the log, none, or those that fail or are slow. */
export const REQUEST_LOG_MODES = ['on', 'off', 'errors'] as const;
export type RequestLogMode = (typeof REQUEST_LOG_MODES)[number];

/** PostgreSQL: no TLS, TLS without checking the certificate, or TLS with a certificate that is valid for the host. */
export const SSL_MODES = ['off', 'require', 'verify'] as const;
export type SslMode = (typeof SSL_MODES)[number];

/** Whether the start runs pending migrations, or fails if there are any. */
export const MIGRATION_MODES = ['run', 'check'] as const;
export type MigrationMode = (typeof MIGRATION_MODES)[number];
/** What a start does with a database that a newer version has migrated. */
export const NEWER_DATABASES = ['refuse', 'expanded'] as const;
export type NewerDatabase = (typeof NEWER_DATABASES)[number];

/** Everybody may see the pages, every authenticated caller, or nobody. */
export const DOCS_MODES = ['public', 'private', 'off'] as const;
export type DocsMode = (typeof DOCS_MODES)[number];

/** Invalid settings: the message has one line for each, which says what the setting must be. */
export class ConfigurationError extends StartError {}

/**
 * Validates the settings and fills in the defaults. An empty value counts as not set. `NAME_FILE` names a file with the
 * value of a secret `NAME`.
 *
 * @param source The environment, such as `process.env`.
 * @throws ConfigurationError that names every invalid setting, and never a value: it may be secret.
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const nonEmpty = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const secrets = readSecretFiles(nonEmpty);
  if (secrets.problems.length > 0) throw new ConfigurationError(secrets.problems.join('\n'));
  const clean = cleanEnv(
    { ...nonEmpty, ...secrets.values },
    {
      // envalid's own port() rejects 0, which lets the operating system choose a free port
      PORT: wholeNumber(0, 65_535)({ default: 3000 }),
      HOST: str({ default: '127.0.0.1' }),
      WORKERS: wholeNumber(1, 128)({ default: 1 }),
      DATABASE_URL: databaseUrl({ default: 'sqlite:data/voice.db' }),
      EXPORT_UNREAD_TIMEOUT: wholeNumber(100, 3_600_000)({ default: 30_000 }),
      DATABASE_POOL_SIZE: wholeNumber(2, 1000)({ default: 10 }),
      DATABASE_STATEMENT_TIMEOUT: wholeNumber(100, 3_600_000)({ default: 10_000 }),
      DATABASE_CONNECT_TIMEOUT: wholeNumber(100, 3_600_000)({ default: 3_000 }),
      DATABASE_START_TIMEOUT: wholeNumber(0, 3_600_000)({ default: 30_000 }),
      DATABASE_SSL: oneOf(SSL_MODES)({ default: 'off' }),
      DATABASE_SSL_CA: existingFile({ default: undefined }),
      DATABASE_MIGRATIONS: oneOf(MIGRATION_MODES)({ default: 'run' }),
      DATABASE_NEWER: oneOf(NEWER_DATABASES)({ default: 'refuse' }),
      ADMIN_USERNAME: userName({ default: 'admin' }),
      ADMIN_PASSWORD: password({ default: undefined }),
      SIGN_IN_IDLE_MINUTES: wholeNumber(5, 43_200)({ default: 10_080 }),
      IDEMPOTENCY_HOURS: wholeNumber(1, 9_999)({ default: 24 }),
      SESSION_RETENTION_DAYS: wholeNumber(1, 36_500)({ default: undefined }),
      TRUST_PROXY: trustProxy({ default: false }),
      JWT_SECRET: jwtSecret({ default: undefined }),
      JWT_JWKS_URL: jwksUrl({ default: undefined }),
      JWT_ISSUER: str({ default: undefined }),
      JWT_AUDIENCE: str({ default: undefined }),
      JWT_ROLES_CLAIM: str({ default: 'roles' }),
      JWT_CLOCK_TOLERANCE: wholeNumber(0, 300)({ default: 30 }),
      JWT_ALGORITHMS: algorithms({ default: [] }),
      TRANSPORT_URL: transportUrl({ default: undefined }),
      ACTIONS_URL: actionsUrl({ default: undefined }),
      ACTIONS_SECRET: actionsSecret({ default: undefined }),
      ACTIONS_TIMEOUT: wholeNumber(100, 25_000)({ default: 5_000 }),
      ACTIONS_FUNCTIONS: str({ default: undefined }),
      ACTIONS_LEASE: wholeNumber(1_000, 30_000)({ default: 10_000 }),
      TRANSPORT_START_TIMEOUT: wholeNumber(0, 3_600_000)({ default: 30_000 }),
      RATE_LIMIT: rateLimit({ default: undefined }),
      RATE_LIMIT_URL: redisUrl({ default: undefined }),
      CORS_ORIGINS: origins({ default: [] }),
      DOCS: oneOf(DOCS_MODES)({ default: undefined }),
      CONSOLE: oneOf(DOCS_MODES)({ default: undefined }),
      LOG_LEVEL: oneOf(LOG_LEVELS)({ default: 'log' }),
      REQUEST_LOG: oneOf(REQUEST_LOG_MODES)({ default: undefined }),
      SLOW_MS: wholeNumber(1, 3_600_000)({ default: 1_000 }),
      METRICS_PORT: wholeNumber(0, 65_535)({ default: undefined }),
      METRICS_HOST: str({ default: '127.0.0.1' }),
      NODE_ENV: oneOf(['development', 'production', 'test'])({ default: 'development' }),
    },
    { reporter },
  );
  const problems = [...workerErrors(clean), ...jwtErrors(clean), ...actionErrors(clean)];
  if (problems.length > 0) throw new ConfigurationError(problems.join('\n'));
  const transport = clean.TRANSPORT_URL;
  const RATE_LIMIT_URL = clean.RATE_LIMIT_URL ?? (transport && isRedisUrl(transport) ? transport : undefined);
  const isProduction = clean.NODE_ENV === 'production';
  // In production the docs are private by default, so that an anonymous caller learns nothing about the operations.
  const DOCS = clean.DOCS ?? (isProduction ? 'private' : 'public');
  const CONSOLE = clean.CONSOLE ?? DOCS;
  const REQUEST_LOG = clean.REQUEST_LOG ?? (isProduction ? 'on' : 'off');
  return Object.freeze({ ...clean, RATE_LIMIT_URL, DOCS, CONSOLE, REQUEST_LOG, isProduction });
}

function reporter({ errors }: { errors: Record<string, Error | undefined> }): void {
  const lines = Object.entries(errors).map(([name, error]) =>
    error instanceof EnvMissingError ? `${name} must be set` : `${name} ${error?.message}`,
  );
  if (lines.length > 0) throw new ConfigurationError(lines.join('\n'));
}

/**
 * Loads `.env` from the working directory, if it exists, and validates the settings. The environment takes precedence.
 *
 * @throws ConfigurationError as `readEnv` does.
 */
export function loadEnv(): Env {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readEnv(process.env);
}
