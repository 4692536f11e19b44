import { expect } from '@jest/globals';
import type { Answer, CallOptions, TestApp } from './app.js';

/** The mistake, the call, the expected status and errorCode, and a pattern for the message. */
export type Row = [
  mistake: string,
  call: CallOptions & { method?: string; path?: string },
  status: number,
  errorCode: string,
  message: RegExp,
];

/** Sends the call of a row: `POST /ai/sessions`, unless it says otherwise. */
export const send = (app: TestApp, { method = 'POST', path = '/ai/sessions', ...options }: Row[1]): Promise<Answer> =>
  app.call(method, path, options);

export async function expectUnharmed(app: TestApp): Promise<void> {
  expect(await app.sessions()).toEqual([]); // nothing was stored
  expect((await app.call('GET', '/docs')).status).toBe(200); // and the service still answers
}
