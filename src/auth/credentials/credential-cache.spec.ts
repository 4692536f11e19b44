import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { hash } from 'node:crypto';
import { setImmediate as nextTick } from 'node:timers/promises';
import { cacheKeyOf } from './credentials.js';
import type { Principal } from '../principal.js';
import { type CheckContext, CredentialCache } from './credential-cache.js';

const ADA: Principal = { userName: 'ada', roles: [], via: 'Basic' };

const KEY = cacheKeyOf('secret');

describe('CredentialCache', () => {
  let cache: CredentialCache;
  let now: jest.SpiedFunction<typeof performance.now>;
  beforeEach(() => {
    cache = new CredentialCache();
    now = jest.spyOn(performance, 'now').mockReturnValue(0);
  });
  afterEach(() => now.mockRestore());

  const isValid = () => Promise.resolve(ADA);
  const isInvalid = () => Promise.resolve(undefined);
  const fails = () => Promise.reject(new Error('unavailable'));

  it('runs one check for concurrent calls, and caches its result', async () => {
    const check = jest.fn(isValid);
    await Promise.all(Array.from({ length: 64 }, async () => cache.verify(KEY, check)));
    expect(await cache.verify(KEY, check)).toBe(ADA);
    expect(check).toHaveBeenCalledTimes(1);
  });

  it('caches neither invalid credentials nor errors', async () => {
    expect(await cache.verify(KEY, isInvalid)).toBeUndefined();
    await expect(cache.verify(KEY, fails)).rejects.toThrow('unavailable');
    expect(await cache.verify(KEY, isValid)).toBe(ADA);
  });

  it('checks again after 5 s', async () => {
    const check = jest.fn(isValid);
    await cache.verify(KEY, check);
    now.mockReturnValue(3_999);
    await cache.verify(KEY, check);
    expect(check).toHaveBeenCalledTimes(1);
    now.mockReturnValue(5_001);
    await cache.verify(KEY, check);
    expect(check).toHaveBeenCalledTimes(2);
  });

  it('checks credentials in use in the background before they expire from the cache', async () => {
    await cache.verify(KEY, isValid);
    now.mockReturnValue(4_001);
    const revoked = jest.fn(isInvalid);
    expect(await cache.verify(KEY, revoked)).toBe(ADA);
    expect(await cache.verify(KEY, revoked)).toBeUndefined();
    expect(revoked).toHaveBeenCalledTimes(2);
  });

  it('uses a cached result to the end of its TTL while the check fails, and no longer', async () => {
    await cache.verify(KEY, isValid);
    const check = jest.fn(fails);
    for (const time of [4_001, 4_999]) {
      now.mockReturnValue(time);
      expect(await cache.verify(KEY, check)).toBe(ADA);
      await nextTick();
    }
    now.mockReturnValue(5_001);
    await expect(cache.verify(KEY, check)).rejects.toThrow('unavailable');
    expect(check).toHaveBeenCalledTimes(3);
  });

  it('does not share a check that started more than 5 s ago', async () => {
    let resolveSlow: (principal: Principal) => void = () => undefined;
    const slow = cache.verify(KEY, () => new Promise((resolve) => (resolveSlow = resolve)));
    now.mockReturnValue(5_001);
    expect(await cache.verify(KEY, isInvalid)).toBeUndefined();
    resolveSlow(ADA);
    expect(await slow).toBe(ADA);
    expect(await cache.verify(KEY, isInvalid)).toBeUndefined();
  });

  it('caches credentials no longer than until they expire', async () => {
    const check = jest.fn(({ expiresAt }: CheckContext) => {
      expiresAt(Date.now() - 1);
      return isValid();
    });
    await cache.verify(KEY, check);
    await cache.verify(KEY, check);
    expect(check).toHaveBeenCalledTimes(2);
  });

  it.each([
    [64_999, true],
    [65_001, false],
  ])('after %d ms without use, tells the check whether it is a re-check: %s', async (time, expected) => {
    await cache.verify(KEY, isValid);
    now.mockReturnValue(time);
    let isRecheck: boolean | undefined;
    await cache.verify(KEY, (context) => {
      ({ isRecheck } = context);
      return isValid();
    });
    expect(isRecheck).toBe(expected);
  });

  it('forgets a cached result, and does not cache that of a running check', async () => {
    const check = jest.fn(isValid);
    await cache.verify(KEY, check);
    cache.forget(KEY);
    const running = cache.verify(KEY, check);
    cache.forget(KEY);
    expect(await running).toBe(ADA);
    await cache.verify(KEY, check);
    expect(check).toHaveBeenCalledTimes(3);
  });

  it('evicts the least recently used entry when it is full, and keeps those in use', async () => {
    const check = jest.fn(isValid);
    const verify = async (caller: number) => cache.verify(cacheKeyOf(`caller ${caller}`), check);
    for (let caller = 1; caller <= 10_000; caller++) await verify(caller);
    await verify(1);
    await verify(10_001); // evicts 2
    expect(check).toHaveBeenCalledTimes(10_001);
    for (const caller of [1, 3, 10_000, 10_001]) await verify(caller);
    expect(check).toHaveBeenCalledTimes(10_001);
    await verify(2);
    expect(check).toHaveBeenCalledTimes(10_002);
  });

  it('has keys that contain no secret and that no other process can compute', () => {
    expect(cacheKeyOf('secret')).toBe(KEY);
    expect(cacheKeyOf('Secret')).not.toBe(KEY);
    expect(KEY).not.toBe(hash('sha256', 'secret', 'base64'));
  });
});
