import { afterEach, describe, expect, it } from '@jest/globals';
import { basic, startApp, type TestApp, user } from './support/app.js';

const ADDRESSES = ['/docs', '/docs/swagger-ui.css', '/openapi.json', '/openapi.yaml'];

describe('the docs', () => {
  let app: TestApp;
  afterEach(() => app.stop());

  const statuses = async (authorization = ''): Promise<number[]> => {
    const answers = await Promise.all(ADDRESSES.map((path) => app.call('GET', path, { headers: { authorization } })));
    return answers.map(({ status }) => status);
  };

  it('are shown to anybody', async () => {
    app = await startApp();
    expect(await statuses()).toEqual([200, 200, 200, 200]);
  });

  it('are shown to every known user alone where they are private, and ask a browser for a password', async () => {
    app = await startApp().with(user('clerk', 'clerk’s password')).env({ DOCS: 'private' });
    expect(await statuses()).toEqual([401, 401, 401, 401]);
    expect(await statuses(basic('clerk', 'wrong'))).toEqual([401, 401, 401, 401]);
    expect(await statuses(basic('clerk', 'clerk’s password'))).toEqual([200, 200, 200, 200]);
    const refused = await app.call('GET', '/docs', { headers: { accept: 'text/html' } });
    expect(refused.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(refused.headers.get('cache-control')).toBe('private, no-cache');
  });

  it('are not there where they are off, and everything else is', async () => {
    app = await startApp().env({ DOCS: 'off' });
    expect(await statuses()).toEqual([404, 404, 404, 404]);
    expect((await app.call('GET', '/docs')).json.responseStatus.message).toBe('There is nothing at this address.');
    expect((await app.call('GET', '/health/live')).status).toBe(200);
  });
});
