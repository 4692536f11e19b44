import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UserAdminService } from '../src/auth/users/user-admin.service.js';
import { PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { ServiceProcess } from './support/service-process.js';

describe('a common password', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().with(user('veteran', 'password1', 'Clerk'));
  });
  afterAll(() => app.stop());

  // Each is among the first of every published list of leaked passwords.
  it.each(['password', 'Password1', '12345678', 'QWERTYUIOP', 'iloveyou'])(
    'is refused when it is set: %s',
    async (word) => {
      const admin = app.nest.get(UserAdminService);
      await expect(admin.add('new', word, [], {}, 'test')).rejects.toThrow('one of the most common');
      await expect(admin.setPassword('admin', word, 'test')).rejects.toThrow('one of the most common');
      expect((await app.postJson('/auth', { userName: 'admin', password: PASSWORD })).status).toBe(200);
    },
  );

  it('still signs in a user who has it', async () => {
    expect((await app.postJson('/auth', { userName: 'veteran', password: 'password1' })).status).toBe(200);
  });

  it('is refused for the first administrator, in one line without the password', async () => {
    const service = await ServiceProcess.tryToStart({ ADMIN_PASSWORD: 'password1' });
    expect([service.child.exitCode, service.output()]).toEqual([
      1,
      'ADMIN_PASSWORD must not be one of the most common passwords\n',
    ]);
  });
});
