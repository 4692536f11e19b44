import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AIService } from '../src/ai/ai.service.js';
import { Role } from '../src/auth/principal.js';
import { account, startApp, type TestApp } from './support/app.js';
import { testDialect } from './support/test-database.js';

describe('sessions that are created together', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().with(account('Acme')).as(Role.SystemAdministrator);
  });
  afterAll(() => app.stop());

  it('fail individually when their account does not exist', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        app.postJson('/ai/sessions', { accountId: n % 3 === 0 ? 'nobody’s' : app.accountId('Acme'), purpose: `a${n}` }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map((_, n) => (n % 3 === 0 ? 400 : 200)));
    expect(answers[0]?.json.responseStatus.errors).toEqual([
      {
        errorCode: 'NotFound',
        fieldName: 'AccountId',
        message: "There is no account 'nobody’s'.",
      },
    ]);
    const stored = (await app.sessions()).map(({ purpose }) => purpose);
    expect(stored.toSorted()).toEqual(answers.flatMap((_, n) => (n % 3 === 0 ? [] : [`a${n}`])).toSorted());
  });

  it('fail individually when the database rejects a value', async () => {
    // Validation rejects such a value. Without it, PostgreSQL rejects the value and SQLite stores it.
    const purposes = Array.from({ length: 40 }, (_, n) => (n === 17 ? 'NUL \0' : `b${n}`));
    const caller = { userName: 'admin', roles: [], via: 'test' };
    const results = await Promise.allSettled(
      purposes.map((purpose) => app.nest.get(AIService).create({ purpose }, caller)),
    );
    const failed = results.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []));
    expect(failed).toEqual(testDialect === 'postgres' ? [17] : []);
    const stored = (await app.sessions()).filter(({ purpose }) => purpose?.startsWith('b'));
    expect(stored).toHaveLength(39);
  });
});
