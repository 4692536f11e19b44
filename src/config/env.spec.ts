import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ConfigurationError, readEnv } from './env.js';
import { SECRET_SETTINGS } from './secret-files.js';

const SECRET = '0123456789abcdef0123456789abcdef';

describe('readEnv', () => {
  it('has a default for every setting', () => {
    expect(readEnv({})).toEqual({
      PORT: 3000,
      HOST: '127.0.0.1',
      WORKERS: 1,
      DATABASE_URL: 'sqlite:data/voice.db',
      EXPORT_UNREAD_TIMEOUT: 30_000,
      DATABASE_POOL_SIZE: 10,
      DATABASE_STATEMENT_TIMEOUT: 10_000,
      DATABASE_CONNECT_TIMEOUT: 3_000,
      DATABASE_START_TIMEOUT: 30_000,
      DATABASE_SSL: 'off',
      DATABASE_SSL_CA: undefined,
      DATABASE_MIGRATIONS: 'run',
      DATABASE_NEWER: 'refuse',
      ADMIN_USERNAME: 'admin',
      ADMIN_PASSWORD: undefined,
      SIGN_IN_IDLE_MINUTES: 10_080,
      IDEMPOTENCY_HOURS: 24,
      SESSION_RETENTION_DAYS: undefined,
      TRUST_PROXY: false,
      JWT_SECRET: undefined,
      JWT_JWKS_URL: undefined,
      JWT_ISSUER: undefined,
      JWT_AUDIENCE: undefined,
      JWT_ROLES_CLAIM: 'roles',
      JWT_CLOCK_TOLERANCE: 30,
      JWT_ALGORITHMS: [],
      TRANSPORT_URL: undefined,
      TRANSPORT_START_TIMEOUT: 30_000,
      ACTIONS_URL: undefined,
      ACTIONS_SECRET: undefined,
      ACTIONS_TIMEOUT: 5_000,
      ACTIONS_FUNCTIONS: undefined,
      ACTIONS_LEASE: 10_000,
      RATE_LIMIT: undefined,
      RATE_LIMIT_URL: undefined,
      CORS_ORIGINS: [],
      DOCS: 'public',
      CONSOLE: 'public',
      LOG_LEVEL: 'log',
      REQUEST_LOG: 'off',
      SLOW_MS: 1_000,
      METRICS_PORT: undefined,
      METRICS_HOST: '127.0.0.1',
      NODE_ENV: 'development',
      isProduction: false,
    });
  });

  it.each([
    ['PORT', 'abc', '65535'],
    ['PORT', '65536', '65535'],
    ['WORKERS', '0', '1 to 128'],
    ['WORKERS', '2', '1 with SQLite'],
    ['DATABASE_URL', 'mysql://root@localhost', 'sqlite:PATH'],
    ['DATABASE_URL', 'postgres://', 'postgres://USER'],
    ['DATABASE_URL', 'postgres://root@h/d?sslmode=disable', 'DATABASE_SSL'],
    ['DATABASE_POOL_SIZE', '1', '2 to 1000'],
    ['DATABASE_STATEMENT_TIMEOUT', '1.5', 'whole number'],
    ['DATABASE_SSL', 'prefer', 'off, require, verify'],
    ['DATABASE_SSL_CA', '/no/such/file', 'path'],
    ['DATABASE_MIGRATIONS', 'never', 'run, check'],
    ['DATABASE_NEWER', 'any', 'refuse, expanded'],
    ['ADMIN_USERNAME', 'a:b', 'colon'],
    ['ADMIN_PASSWORD', 'short', '8 characters'],
    ['IDEMPOTENCY_HOURS', '0', '9999'],
    ['SIGN_IN_IDLE_MINUTES', '4', '5 to 43200'],
    ['SESSION_RETENTION_DAYS', '0', '1 to 36500'],
    ['NODE_ENV', 'prod', 'production'],
    ['TRUST_PROXY', 'maybe', 'number of proxies'],
    ['TRUST_PROXY', '10.0.0.0/33', 'number of proxies'],
    ['JWT_SECRET', 'short', '32 bytes'],
    ['JWT_JWKS_URL', 'file:///etc/passwd', 'https'],
    ['JWT_ALGORITHMS', 'none', 'HS256'],
    ['JWT_CLOCK_TOLERANCE', '301', '0 to 300'],
    ['TRANSPORT_URL', 'kafka://broker:9092', 'tcp://HOST:PORT'],
    ['TRANSPORT_URL', 'tcp://127.0.0.1', 'tcp://HOST:PORT'],
    ['TRANSPORT_URL', 'redis://127.0.0.1/first', 'DATABASE \\(a number\\)'],
    ['ACTIONS_URL', 'kafka://broker:9092', 'https://'],
    ['ACTIONS_URL', 'http://root:%@h', 'https://'],
    ['ACTIONS_SECRET', 'short', '24 bytes'],
    ['ACTIONS_SECRET', 'whsec_c2hvcnQ=', '24 bytes'],
    ['ACTIONS_SECRET', `whsec_${SECRET}!`, 'in base64'],
    ['ACTIONS_TIMEOUT', '99', '100 to 25000'],
    ['DOCS', 'secret', 'public, private, off'],
    ['CONSOLE', 'on', 'public, private, off'],
    ['LOG_LEVEL', 'loud', 'fatal, error, warn, log, debug, verbose'],
  ])('rejects %s=%s with a message that says what it must be', (name, value, expected) => {
    const read = (): unknown => readEnv({ [name]: value });
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(new RegExp(`^${name} must .*${expected}`));
    expect(read).not.toThrow(/short|root@/); // a value may be a secret
  });

  it.each([
    ['off', false],
    ['false', false],
    ['on', 1],
    ['true', 1],
    ['2', 2],
    ['0', false],
    ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
  ])('reads TRUST_PROXY=%s as %j', (value, expected) => {
    expect(readEnv({ TRUST_PROXY: value }).TRUST_PROXY).toEqual(expected);
  });

  it.each([
    [{ JWT_SECRET: SECRET, JWT_JWKS_URL: 'https://id.example/keys' }, 'JWT_SECRET'],
    [{ JWT_SECRET: SECRET, JWT_ALGORITHMS: 'RS256' }, 'JWT_ALGORITHMS'],
    [{ JWT_JWKS_URL: 'https://id.example/keys', JWT_ISSUER: 'i', JWT_AUDIENCE: 'a', JWT_ALGORITHMS: 'HS256' }, 'JWT_A'],
    [{ JWT_JWKS_URL: 'https://id.example/keys', JWT_ISSUER: 'i' }, 'JWT_AUDIENCE'],
    [{ JWT_JWKS_URL: 'https://id.example/keys', JWT_AUDIENCE: 'a' }, 'JWT_ISSUER'],
  ])('rejects a combination of settings that allows key confusion: %j', (settings, name) => {
    expect(() => readEnv(settings)).toThrow(new RegExp(`^${name}\\w* must`));
    expect(() => readEnv(settings)).not.toThrow(new RegExp(SECRET));
  });

  it('requires a secret for an executor by HTTP, and refuses one that would sign nothing', () => {
    expect(() => readEnv({ ACTIONS_URL: 'https://executor.example' })).toThrow(/^ACTIONS_SECRET must be set/);
    expect(() => readEnv({ ACTIONS_SECRET: SECRET })).toThrow(/^ACTIONS_SECRET must not be set/);
    expect(() => readEnv({ ACTIONS_URL: 'nats://h', ACTIONS_SECRET: SECRET })).toThrow(
      /^ACTIONS_SECRET must not be set/,
    );
    expect(readEnv({ ACTIONS_URL: 'https://executor.example', ACTIONS_SECRET: SECRET }).ACTIONS_SECRET).toBe(SECRET);
  });

  it('accepts the algorithms of the kind of key', () => {
    expect(readEnv({ JWT_SECRET: SECRET, JWT_ALGORITHMS: 'HS256,HS512' }).JWT_ALGORITHMS).toEqual(['HS256', 'HS512']);
  });

  it('treats an empty variable as not set', () => {
    expect(readEnv({ PORT: '', ADMIN_PASSWORD: '' })).toMatchObject({ PORT: 3000, ADMIN_PASSWORD: undefined });
  });

  it('makes the docs public by default, and private by default in production', () => {
    expect(readEnv({ NODE_ENV: 'production' }).DOCS).toBe('private');
    expect(readEnv({ NODE_ENV: 'production', DOCS: 'public' }).DOCS).toBe('public');
    expect(readEnv({ DOCS: 'off' }).DOCS).toBe('off');
    expect(readEnv({ DOCS: 'off' }).CONSOLE).toBe('off');
    expect(readEnv({ DOCS: 'off', CONSOLE: 'public' }).CONSOLE).toBe('public');
  });

  it('lists every setting in .env.example', () => {
    const listed = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    const read = Object.keys(readEnv({})).filter((name) => name === name.toUpperCase());
    expect(listed.toSorted()).toEqual(read.toSorted());
  });
});

describe('a setting that a file contains', () => {
  const folder = mkdtempSync(join(tmpdir(), 'voice-api-env-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const fileWith = (content: string): string => {
    const file = join(folder, 'secret');
    writeFileSync(file, content);
    return file;
  };
  const values = {
    ACTIONS_SECRET: SECRET,
    ACTIONS_URL: 'nats://voice:s3cret@nats:4222',
    ADMIN_PASSWORD: 'correct horse',
    DATABASE_URL: 'postgres://voice:s3cret@db/voice',
    JWT_SECRET: SECRET,
    RATE_LIMIT_URL: 'redis://:s3cret@redis:6379',
    TRANSPORT_URL: 'nats://voice:s3cret@nats:4222',
  };

  it.each(SECRET_SETTINGS)('%s_FILE is read, without one line break at its end', (name) => {
    const value = values[name];
    const others = name === 'ACTIONS_SECRET' ? { ACTIONS_URL: 'https://executor.example' } : {};
    for (const end of ['', '\n', '\r\n']) {
      expect(readEnv({ ...others, [`${name}_FILE`]: fileWith(`${value}${end}`) })).toMatchObject({ [name]: value });
    }
  });

  it('loses one line break at its end, and nothing else', () => {
    const read = readEnv({ ADMIN_PASSWORD_FILE: fileWith(' correct horse \n\n') });
    expect(read.ADMIN_PASSWORD).toBe(' correct horse \n');
  });

  it.each(SECRET_SETTINGS)('%s must not be set together with its file', (name) => {
    const read = (): unknown => readEnv({ [name]: values[name], [`${name}_FILE`]: fileWith(values[name]) });
    expect(read).toThrow(new ConfigurationError(`${name}_FILE must not be set together with ${name}`));
  });

  it.each([
    ['does not exist', () => join(folder, 'missing'), 'can be read'],
    ['is a folder', () => folder, 'can be read'],
    ['is empty', () => fileWith('\n'), 'is not empty'],
  ])('is an error of one line if the file %s', (_, file, expected) => {
    const read = (): unknown => readEnv({ DATABASE_URL_FILE: file() });
    expect(read).toThrow(new ConfigurationError(`DATABASE_URL_FILE must be the path of a file that ${expected}`));
  });

  it('is validated as the variable is, and no error has the content', () => {
    const read = (): unknown =>
      readEnv({ JWT_SECRET_FILE: fileWith('hunter2'), DATABASE_URL_FILE: fileWith('hunter2') });
    expect(read).toThrow(/^(JWT_SECRET|DATABASE_URL) must /);
    expect(read).not.toThrow(/hunter2/);
  });

  it.each(['.env.example', 'docs/configuration.md'])('%s names the file of every secret setting', (page) => {
    const text = readFileSync(page, 'utf8');
    expect(SECRET_SETTINGS.filter((name) => !text.includes(`${name}_FILE`))).toEqual([]);
  });
});
