import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, readEnv } from './env.js';

describe('readEnv', () => {
  it('has a default for everything', () => {
    expect(readEnv({})).toEqual({
      PORT: 3000,
      HOST: '127.0.0.1',
      DATABASE_URL: 'sqlite:data/voice.db',
      DATABASE_POOL_SIZE: 10,
      DATABASE_STATEMENT_TIMEOUT: 10_000,
      DATABASE_CONNECT_TIMEOUT: 3_000,
      DATABASE_START_TIMEOUT: 30_000,
      DATABASE_SSL: 'off',
      DATABASE_SSL_CA: undefined,
      DATABASE_MIGRATIONS: 'run',
      ADMIN_USERNAME: 'admin',
      ADMIN_PASSWORD: undefined,
      LOG_LEVEL: 'log',
      NODE_ENV: 'development',
      isProduction: false,
    });
  });

  it.each([
    ['PORT', 'abc', '65535'],
    ['PORT', '65536', '65535'],
    ['DATABASE_URL', 'mysql://root@localhost', 'sqlite:PATH'],
    ['DATABASE_URL', 'postgres://', 'postgres://USER'],
    ['DATABASE_URL', 'postgres://root@h/d?sslmode=disable', 'DATABASE_SSL'],
    ['DATABASE_POOL_SIZE', '1', '2 to 1000'],
    ['DATABASE_STATEMENT_TIMEOUT', '1.5', 'whole number'],
    ['DATABASE_SSL', 'prefer', 'off, require, verify'],
    ['DATABASE_SSL_CA', '/no/such/file', 'path'],
    ['DATABASE_MIGRATIONS', 'never', 'run, check'],
    ['ADMIN_USERNAME', 'a:b', 'colon'],
    ['ADMIN_PASSWORD', 'short', '8 characters'],
    ['LOG_LEVEL', 'loud', 'fatal, error, warn, log, debug, verbose'],
  ])('names %s where it is %s, and what it may be', (name, value, says) => {
    const read = (): unknown => readEnv({ [name]: value });
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(new RegExp(`^${name} .*${says}`));
    expect(read).not.toThrow(new RegExp(`short|root@`)); // a value may be a secret
  });

  it('takes a variable without a value as one that is not set', () => {
    expect(readEnv({ PORT: '', ADMIN_PASSWORD: '' })).toMatchObject({ PORT: 3000, ADMIN_PASSWORD: undefined });
  });

  it('is listed whole in .env.example', () => {
    const listed = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    const read = Object.keys(readEnv({})).filter((name) => name === name.toUpperCase());
    expect(listed.toSorted()).toEqual(read.toSorted());
  });
});
