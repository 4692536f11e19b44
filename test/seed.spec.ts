import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { testDatabase } from './support/test-database.js';

const SEED = join(process.cwd(), 'dist/src/cli/seed.js');

describe('npm run seed', () => {
  const database = testDatabase();
  afterAll(async () => (await database).drop());

  it('fills accounts, sessions and usage records, which are of the accounts and their sessions', async () => {
    const seeded = await database;
    const options = '--sessions 6 --accounts 3 --usage 12'.split(' ');
    await promisify(execFile)(process.execPath, [SEED, ...options], {
      env: { PATH: process.env.PATH, DATABASE_URL: seeded.url, LOG_LEVEL: 'warn' },
    });
    const counts = await seeded.query<Record<string, number | string>>(
      `SELECT (SELECT count(*) FROM accounts) AS accounts, (SELECT count(*) FROM ai_sessions) AS sessions, ` +
        `count(*) AS records, count(DISTINCT r."customerId") AS customers, count(DISTINCT r."startDate") AS dates ` +
        `FROM ai_usage_records r JOIN ai_sessions s ON s.id = r."sessionId" AND s."accountId" = r."accountId"`,
    );
    expect(Object.values(counts[0] ?? {}).map(Number)).toEqual([3, 6, 12, 4, 12]);
  });
});
