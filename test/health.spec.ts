import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from './support/app.js';

describe('health', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  it.each(['/health/live', '/health/ready'])('answers %s to anybody, and nobody keeps the answer', async (path) => {
    const answer = await app.call('GET', path);
    expect([answer.status, answer.text]).toEqual([200, '{"status":"ok"}']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});
