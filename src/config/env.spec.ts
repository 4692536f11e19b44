import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, readEnv } from './env.js';

describe('readEnv', () => {
  it('has a default for everything', () => {
    expect(readEnv({})).toEqual({
      PORT: 3000,
      HOST: '127.0.0.1',
      DATABASE_URL: 'sqlite:data/voice.db',
      ADMIN_USERNAME: 'admin',
      ADMIN_PASSWORD: undefined,
      IDEMPOTENCY_HOURS: 24,
      LOG_LEVEL: 'log',
      NODE_ENV: 'development',
      isProduction: false,
    });
  });

  it.each([
    ['PORT', 'abc', '65535'],
    ['PORT', '65536', '65535'],
    ['DATABASE_URL', 'mysql://root@localhost', 'sqlite:PATH'],
    ['ADMIN_USERNAME', 'a:b', 'colon'],
    ['ADMIN_PASSWORD', 'short', '8 characters'],
    ['IDEMPOTENCY_HOURS', '0', '9999'],
    ['NODE_ENV', 'prod', 'production'],
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
