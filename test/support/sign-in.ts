import { type Answer, PASSWORD, type TestApp } from './app.js';

export const ADMIN = { provider: 'credentials', userName: 'admin', password: PASSWORD };

/** The class as ServiceStack's generator writes it for TypeScript. */
export class AuthenticateResponse {
  declare userId: string;
  declare sessionId: string;
  declare userName: string;
  declare displayName: string;
  declare roles: string[];
}

/** The Cookie header that a browser would send back: the cookies that are not deleted. */
export const cookieOf = ({ headers }: Answer): string =>
  headers
    .getSetCookie()
    .filter((cookie) => !cookie.includes('Max-Age=0;'))
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');

/** Signs in as the administrator, except for the changes of a test. */
export const signInTo = (app: TestApp, more: object = {}): Promise<Answer> =>
  app.postJson('/auth/credentials', { ...ADMIN, ...more });
