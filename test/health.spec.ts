import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildInfo } from '../src/common/build-info.js';
import { startApp, type TestApp } from './support/app.js';

describe('health', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  const { version, commit } = buildInfo;
  it.each([
    ['/health/live', { status: 'ok', version, ...(commit !== undefined && { commit }) }],
    ['/health/ready', { status: 'ok' }],
  ])('answers %s to anybody, and nobody keeps the answer', async (path, expected) => {
    const answer = await app.call('GET', path);
    expect([answer.status, answer.json]).toEqual([200, expected]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});
