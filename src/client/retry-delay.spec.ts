import { describe, expect, it } from '@jest/globals';
import { retryDelay } from './retry-delay.js';
import { ApiErrorResponse } from './client-transport.js';

describe('the pause before a call is made again', () => {
  const lost = new Error('Connection closed');

  it('is drawn from a span that doubles, up to 2 s', () => {
    for (const [made, longest] of [
      [1, 100],
      [2, 200],
      [3, 400],
      [20, 2000],
    ] as const) {
      const drawn = Array.from({ length: 200 }, () => retryDelay(made, lost) ?? Infinity);
      expect(Math.max(...drawn)).toBeLessThanOrEqual(longest);
      expect(Math.max(...drawn)).toBeGreaterThan(longest / 2);
    }
  });

  it('is as long as the service asks for, and a little more', () => {
    expect(retryDelay(1, new ApiErrorResponse(503, {}, 3))).toBeGreaterThanOrEqual(3000);
    expect(retryDelay(1, new ApiErrorResponse(429, {}, 3))).toBeLessThanOrEqual(3100);
  });

  it('is none where the service asks for more than a caller would wait', () => {
    expect(retryDelay(1, new ApiErrorResponse(429, {}, 6))).toBeUndefined();
  });

  it.each([400, 401, 403, 404, 409, 412, 422, 500])('is none where the service said %i', (status) => {
    expect(retryDelay(1, new ApiErrorResponse(status, {}))).toBeUndefined();
  });
});
