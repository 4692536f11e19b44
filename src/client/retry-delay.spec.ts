import { describe, expect, it } from '@jest/globals';
import { retryDelay } from './retry-delay.js';
import { ApiErrorResponse } from './client-transport.js';

describe('retryDelay', () => {
  const connectionLost = new Error('Connection closed');

  it('is random up to a maximum that doubles with each attempt, 2 s at most', () => {
    for (const [attempts, maxMs] of [
      [1, 100],
      [2, 200],
      [3, 400],
      [20, 2000],
    ] as const) {
      const delaysMs = Array.from({ length: 200 }, () => retryDelay(attempts, connectionLost) ?? Infinity);
      expect(Math.max(...delaysMs)).toBeLessThanOrEqual(maxMs);
      expect(Math.max(...delaysMs)).toBeGreaterThan(maxMs / 2);
    }
  });

  it('is Retry-After plus a random part', () => {
    expect(retryDelay(1, new ApiErrorResponse(503, {}, 3))).toBeGreaterThanOrEqual(3000);
    expect(retryDelay(1, new ApiErrorResponse(429, {}, 3))).toBeLessThanOrEqual(3100);
  });

  it('is undefined if Retry-After is longer than 5 s', () => {
    expect(retryDelay(1, new ApiErrorResponse(429, {}, 6))).toBeUndefined();
  });

  it.each([400, 401, 403, 404, 409, 412, 422, 500])('is undefined for status %i', (status) => {
    expect(retryDelay(1, new ApiErrorResponse(status, {}))).toBeUndefined();
  });
});
