import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UserAdminService } from '../src/auth/users/user-admin.service.js';
import { entities } from '../src/bootstrap/entities.js';
import { readEnv } from '../src/config/env.js';
import { openForMigration, prepareDatabase } from '../src/database/schema/prepare-database.js';
import { runAdmin } from './support/admin-command.js';
import { type Answer, basic, PASSWORD, startApp, type TestApp, user } from './support/app.js';
import { testDatabase, type TestDatabase } from './support/test-database.js';

/** Pairs that differ only in case, by Unicode's CaseFolding.txt. */
const SAME_NAMES: [stored: string, typed: string][] = [
  ['admin', 'ADMIN'],
  ['admin', 'Admin'],
  ['Gauß', 'GAUSS'],
  ['Σίσυφος', 'ΣΊΣΥΦΟΣ'],
  ['zoe\u0301', 'ZO\u00c9'],
];

describe('a user name in another case', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().with(
      ...SAME_NAMES.slice(2).map(([name]) => user(name, PASSWORD, 'SystemAdministrator')),
      user('clerk', PASSWORD, 'Clerk'),
      user('Old', PASSWORD, 'Clerk'),
    );
  });
  afterAll(() => app.stop());

  const call = (userName: string, password = PASSWORD): Promise<Answer> =>
    app.postJson('/ai/sessions', {}, { authorization: basic(userName, password) });

  it.each(SAME_NAMES)('finds %s as %s, and keeps the stored spelling', async (stored, typed) => {
    const created = await call(typed);
    expect([created.status, created.json.createdBy]).toEqual([200, stored]);
    const signedIn = await app.postJson('/auth', { userName: typed, password: PASSWORD });
    expect([signedIn.status, signedIn.json.userName]).toEqual([200, stored]);
  });

  it.each(SAME_NAMES)('cannot be that of another user: %s, %s', async (_, typed) => {
    const admin = app.nest.get(UserAdminService);
    await expect(admin.add(typed, PASSWORD, [], {}, 'test')).rejects.toThrow('already exists');
    await expect(admin.rename('clerk', typed, 'test')).rejects.toThrow('already exists');
  });

  it('shares the failures that throttle sign-ins', async () => {
    for (const name of ['clerk', 'Clerk', 'CLERK', 'cLERK', 'clERK']) {
      expect((await call(name, 'wrong')).status).toBe(401);
    }
    expect((await call('clerK', 'wrong')).status).toBe(429);
  });

  it('can be the new name of the same user, found by ID or name', async () => {
    const admin = app.nest.get(UserAdminService);
    await admin.rename('old', 'OLD', 'test');
    const { id } = (await admin.list()).find(({ userName }) => userName === 'OLD') ?? { id: '' };
    await admin.rename(id, 'new', 'test');
    expect((await call('NEW')).status).toBe(403);
    expect((await call('old')).status).toBe(401);
  });
});

describe('the migration that folds user names', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await testDatabase();
    await prepare();
    const dataSource = await openForMigration(settings(), entities);
    while ((await dataSource.query<object[]>('SELECT name FROM migrations')).length > 2) {
      await dataSource.undoLastMigration();
    }
    await dataSource.destroy();
  });
  afterEach(() => database.drop());

  const settings = () => readEnv({ DATABASE_URL: database.url });
  const prepare = (): Promise<void> => prepareDatabase(settings(), entities);
  const insert = (id: string, userName: string): Promise<unknown[]> =>
    database.query(
      `INSERT INTO users (id, "dateCreated", "dateLastModified", "createdBy", "lastModifiedBy", "userName", "passwordHash", roles)
       VALUES ('${id}', '', '', '', '', '${userName}', '', '[]')`,
    );
  const admin = (line: string) => runAdmin(database.url, line);

  it('folds every row', async () => {
    for (let index = 0; index < 3; index++) await insert(`id${index}`, `Gauß ${index}`);
    await prepare();
    const rows = await database.query('SELECT id, "userName", "foldedName" FROM users ORDER BY id');
    expect(rows).toEqual([0, 1, 2].map((n) => ({ id: `id${n}`, userName: `Gauß ${n}`, foldedName: `GAUSS ${n}` })));
  });

  it('stops at names that differ only in case, changes nothing, and goes on after a rename', async () => {
    for (const [id, name] of Object.entries({ id1: 'ada', id2: 'Ada', id3: 'bob', id4: 'ADA' })) await insert(id, name);
    const before = await database.query('SELECT * FROM users ORDER BY id');
    const message =
      'The user names of id1 and id2 and id4 differ only in case. Nothing was changed. ' +
      'Rename all but one with `npm run admin -- user rename ID NEW_NAME`, and start again.';
    await expect(prepare()).rejects.toThrow(new RegExp(`^${message}$`));
    expect(await database.query('SELECT * FROM users ORDER BY id')).toEqual(before);
    expect(await admin('user list')).toMatchObject({ code: 1, stdout: '', stderr: `${message}\n` });

    expect((await admin('user rename id2 BOB')).stderr).toBe("User 'bob' already exists.\n");
    const renamed = await admin('user rename id2 ada2');
    expect(renamed).toMatchObject({ code: 0, stdout: "User 'id2' is now 'ada2'.\n" });
    expect(renamed.stderr).toContain('"event":"user-renamed","userName":"ada2","previousName":"Ada"');
    expect((await admin('user rename ADA ada4')).code).toBe(0);
    await prepare();
    const names = await database.query('SELECT "userName" FROM users ORDER BY id');
    expect(names).toEqual(['ada', 'ada2', 'bob', 'ada4'].map((userName) => ({ userName })));
    expect(await admin('user rename id4 Carl')).toMatchObject({ code: 0 });
  });
});
