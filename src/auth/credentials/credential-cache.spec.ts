import { describe, expect, it, jest } from '@jest/globals';
import { hash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { idOf } from './credentials.js';
import type { Principal } from '../principal.js';
import { type CheckContext, CredentialCache } from './credential-cache.js';

const ADA: Principal = { userName: 'ada', roles: [], via: 'Basic' };

const SECRET = idOf('secret');

describe('VerifiedCredentials', () => {
  it('verifies credentials that arrive together once, and remembers them', async () => {
    const check = jest.fn(() => Promise.resolve(ADA));
    const verified = new CredentialCache();
    await Promise.all(Array.from({ length: 64 }, async () => verified.verify(SECRET, check)));
    expect(await verified.verify(SECRET, check)).toBe(ADA);
    expect(check).toHaveBeenCalledTimes(1);
  });

  it('does not remember wrong ones, nor failures', async () => {
    const verified = new CredentialCache();
    expect(await verified.verify(SECRET, () => Promise.resolve(undefined))).toBeUndefined();
    await expect(verified.verify(SECRET, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await verified.verify(SECRET, () => Promise.resolve(ADA))).toBe(ADA);
  });

  it('asks again after 5 s', async () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(0);
    const check = jest.fn(() => Promise.resolve(ADA));
    const verified = new CredentialCache();
    await verified.verify(SECRET, check);
    now.mockReturnValue(3_999);
    await verified.verify(SECRET, check);
    expect(check).toHaveBeenCalledTimes(1);
    now.mockReturnValue(5_001);
    await verified.verify(SECRET, check);
    expect(check).toHaveBeenCalledTimes(2);
    now.mockRestore();
  });

  it('asks again before that where they are in use, while it still believes them', async () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(0);
    const verified = new CredentialCache();
    await verified.verify(SECRET, () => Promise.resolve(ADA));
    now.mockReturnValue(4_001);
    const revoked = jest.fn(() => Promise.resolve(undefined));
    expect(await verified.verify(SECRET, revoked)).toBe(ADA);
    expect(await verified.verify(SECRET, revoked)).toBeUndefined();
    expect(revoked).toHaveBeenCalledTimes(2);
    now.mockRestore();
  });

  it('believes them to the end of their time where asking again fails, and no longer', async () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(0);
    const verified = new CredentialCache();
    await verified.verify(SECRET, () => Promise.resolve(ADA));
    const away = jest.fn(() => Promise.reject(new Error('away')));
    for (const time of [4_001, 4_999]) {
      now.mockReturnValue(time);
      expect(await verified.verify(SECRET, away)).toBe(ADA);
      await turn();
    }
    now.mockReturnValue(5_001);
    await expect(verified.verify(SECRET, away)).rejects.toThrow('away');
    expect(away).toHaveBeenCalledTimes(3);
    now.mockRestore();
  });

  it('asks again where what is being asked began more than 5 s ago', async () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(0);
    const verified = new CredentialCache();
    let answer: (principal: Principal) => void = () => undefined;
    const slow = verified.verify(SECRET, () => new Promise((resolve) => (answer = resolve)));
    now.mockReturnValue(5_001);
    expect(await verified.verify(SECRET, () => Promise.resolve(undefined))).toBeUndefined();
    answer(ADA);
    expect(await slow).toBe(ADA);
    expect(await verified.verify(SECRET, () => Promise.resolve(undefined))).toBeUndefined();
    now.mockRestore();
  });

  it('asks again sooner where credentials expire sooner', async () => {
    const verified = new CredentialCache();
    const check = jest.fn(({ expiresAt }: CheckContext) => {
      expiresAt(Date.now() - 1);
      return Promise.resolve(ADA);
    });
    await verified.verify(SECRET, check);
    await verified.verify(SECRET, check);
    expect(check).toHaveBeenCalledTimes(2);
  });

  it('forgets what it is told to, also what is just being verified', async () => {
    const verified = new CredentialCache();
    const check = jest.fn(() => Promise.resolve(ADA));
    await verified.verify(SECRET, check);
    verified.forget(SECRET);
    const underWay = verified.verify(SECRET, check);
    verified.forget(SECRET);
    expect(await underWay).toBe(ADA);
    await verified.verify(SECRET, check);
    expect(check).toHaveBeenCalledTimes(3);
  });

  it('evicts the least recently used where it is full, and keeps what is in use', async () => {
    const cache = new CredentialCache();
    const check = jest.fn(() => Promise.resolve(ADA));
    const verifyMany = async (first: number, last: number): Promise<void> => {
      for (let index = first; index <= last; index++) await cache.verify(idOf(`caller ${index}`), check);
    };
    await verifyMany(1, 10_000);
    await cache.verify(idOf('caller 1'), check);
    await verifyMany(10_001, 10_001);
    expect(check).toHaveBeenCalledTimes(10_001);
    await cache.verify(idOf('caller 1'), check);
    await cache.verify(idOf('caller 10000'), check);
    expect(check).toHaveBeenCalledTimes(10_001);
    await cache.verify(idOf('caller 2'), check);
    expect(check).toHaveBeenCalledTimes(10_002);
  });

  it('knows credentials by what nobody can read, nor make', () => {
    expect(idOf('secret')).toBe(SECRET);
    expect(idOf('Secret')).not.toBe(SECRET);
    expect(SECRET).not.toBe(hash('sha256', 'secret', 'base64'));
  });
});
