import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildInfo } from '../src/common/build-info.js';
import { startApp, type TestApp } from './support/app.js';
import { freePort } from './support/free-port.js';

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

  /** The health check of the image. */
  const check = (port: number, ...args: string[]): Promise<{ code: number | null; output: string }> =>
    new Promise((resolve) => {
      const env = { PATH: process.env.PATH, HOST: '0.0.0.0', PORT: String(port) };
      const child = execFile(process.execPath, ['bin/health.mjs', ...args], { env }, (_, stdout, stderr) =>
        resolve({ code: child.exitCode, output: stdout + stderr }),
      );
    });

  it('is asked by the health check of the image, which fails if nothing answers', async () => {
    const port = Number(new URL(app.url).port);
    expect(await check(port)).toEqual({ code: 0, output: '{"status":"ok"}\n' });
    expect(await check(port, 'live')).toMatchObject({ code: 0, output: expect.stringContaining(version) });
    expect(await check(port, 'nothing')).toMatchObject({ code: 1 });
    expect(await check(await freePort())).toMatchObject({ code: 1, output: expect.stringContaining('ECONNREFUSED') });
  });
});
