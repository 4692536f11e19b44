import type { Answer, TestApp } from './app.js';

/** The time of the machine as a token states it: in seconds. */
export const now = (): number => Math.floor(Date.now() / 1000);

/** A header or the claims of a token, as the token has them. */
export const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A call that authenticates with a token. */
export const call = (app: TestApp, jwt: string): Promise<Answer> =>
  app.postJson('/ai/sessions', {}, { authorization: `Bearer ${jwt}` });
