import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent, get } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { Role } from '../src/auth/principal.js';
import { UsersService } from '../src/auth/users/users.service.js';
import { account, type Answer, basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { cookieOf, signInTo } from './support/sign-in.js';

describe('signing in with a password', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().with(account('Acme'), account('Bolt'), user('clerk', PASSWORD, 'Clerk'));
    await app.nest.get(UsersService).add('sales', PASSWORD, ['Sales'], {
      accountIds: [app.accountId('Bolt')],
      displayName: 'Sally',
      emailAddress: 'sally@example.com',
    });
  });
  afterAll(() => app.stop());

  const signIn = (): Promise<Answer> => signInTo(app);

  describe('GET /auth/status', () => {
    const status = (headers: Record<string, string> = {}): Promise<Answer> =>
      app.call('GET', '/auth/status', { headers });

    it('reports an anonymous caller, even with invalid credentials', async () => {
      for (const headers of [{}, { cookie: 'ss-id=stale' }, { authorization: 'Bearer x' }] as Record<
        string,
        string
      >[]) {
        const answer = await status(headers);
        expect([answer.status, answer.text]).toEqual([200, '{"isAuthenticated":false}']);
        expect(answer.headers.get('cache-control')).toBe('no-store');
      }
    });

    it('lists every account for an administrator', async () => {
      const answer = await status({ cookie: cookieOf(await signIn()) });
      const { accountIds, accountNames, ...rest } = answer.json as unknown as Record<string, string[]>;
      expect(rest).toMatchObject({
        isAuthenticated: true,
        userName: 'admin',
        name: 'admin',
        roles: [Role.SystemAdministrator],
      });
      expect(accountNames).toEqual(['Acme', 'Bolt', 'Demo account']);
      expect(accountIds?.slice(0, 2)).toEqual([app.accountId('Acme'), app.accountId('Bolt')]);
    });

    it('lists their own accounts for other users', async () => {
      const answer = await status({ authorization: basic('sales', PASSWORD) });
      expect(answer.json).toMatchObject({
        id: expect.any(String),
        userName: 'sales',
        name: 'Sally',
        emailAddress: 'sally@example.com',
        roles: ['Sales'],
        accountIds: [app.accountId('Bolt')],
        accountNames: ['Bolt'],
      });
      const clerk = await status({ authorization: basic('clerk', PASSWORD) });
      expect(clerk.json).toMatchObject({ accountIds: [], accountNames: [] });
    });
  });

  it('distinguishes callers who share a connection, for all credentials in any order', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const connections = new Set<Socket>();
    const callerOf = (headers: Record<string, string>) =>
      new Promise<string>((resolve, reject) => {
        get(`${app.url}/auth/status`, { agent, headers }, (answer) => {
          connections.add(answer.socket);
          text(answer).then(
            (body) => resolve((JSON.parse(body) as { userName?: string }).userName ?? 'anonymous'),
            reject,
          );
        }).on('error', reject);
      });
    const cookie = cookieOf(await signIn());
    const calls: [Record<string, string>, string][] = [
      [{ authorization: basic('sales', PASSWORD) }, 'sales'],
      [{ cookie }, 'admin'],
      [{}, 'anonymous'],
      [{ authorization: basic('clerk', PASSWORD), cookie }, 'clerk'],
      [{ authorization: basic('clerk', 'wrong'), cookie }, 'anonymous'],
      [{ authorization: basic('clerk', 'wrong'), 'x-api-key': 'x' }, 'anonymous'],
      [{ cookie }, 'admin'],
      [{ cookie, 'x-api-key': 'vk_wrong' }, 'anonymous'],
    ];
    for (const [headers, userName] of [...calls, ...calls.toReversed()]) {
      expect([headers, await callerOf(headers)]).toEqual([headers, userName]);
      expect([headers, await callerOf(headers)]).toEqual([headers, userName]);
    }
    expect(connections.size).toBe(1);
    agent.destroy();
  });
});
