import { afterEach, describe, expect, it } from '@jest/globals';
import { basic, startApp, type TestApp, user } from '../support/app.js';

const ADDRESSES = ['/types', '/types/python', '/types/metadata', '/metadata/app.json'];

describe('access to the references', () => {
  let app: TestApp;
  afterEach(() => app.stop());

  const statuses = async (authorization = ''): Promise<number[]> => {
    const answers = await Promise.all(ADDRESSES.map((path) => app.call('GET', path, { headers: { authorization } })));
    return answers.map(({ status }) => status);
  };

  it('needs no credentials by default', async () => {
    app = await startApp();
    expect(await statuses()).toEqual([200, 200, 200, 200]);
  });

  it('needs the credentials of any user when DOCS is private', async () => {
    app = await startApp().with(user('clerk', 'clerk’s password')).env({ DOCS: 'private' });
    expect(await statuses()).toEqual([401, 401, 401, 401]);
    expect(await statuses(basic('clerk', 'clerk’s password'))).toEqual([200, 200, 200, 200]);
  });

  it('is impossible when DOCS is off', async () => {
    app = await startApp().env({ DOCS: 'off' });
    expect(await statuses()).toEqual([404, 404, 404, 404]);
  });
});
