import { execFile, spawn } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from './support/service-process.js';
import { type TestDatabase, testDatabase } from './support/test-database.js';

/** The npm scripts where only package.json, `bin` and `dist` are: nothing can be built there. */
describe('the migration commands of an install without development dependencies', () => {
  const folder = temporaryFolder();
  let database: TestDatabase;
  beforeAll(async () => {
    for (const name of ['package.json', 'bin']) cpSync(name, `${folder}/${name}`, { recursive: true });
    symlinkSync(`${process.cwd()}/dist`, `${folder}/dist`);
    database = await testDatabase();
  });
  afterAll(() => database.drop());

  const migration = (
    command: string,
    ...args: string[]
  ): Promise<{ code: number | null; stdout: string; stderr: string }> =>
    new Promise((resolve, reject) => {
      const child = spawn('npm', ['run', '--silent', `migration:${command}`, '--', ...args], {
        cwd: folder,
        env: { PATH: process.env.PATH, DATABASE_URL: database.url },
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
    });

  it('run, check, revert and copy', async () => {
    expect(await migration('check')).toMatchObject({ code: 1, stdout: expect.stringContaining('older') });
    expect(await migration('revert')).toMatchObject({ code: 0, stdout: 'There are no migrations to revert.\n' });
    expect(await migration('run')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^(The migration \w+ was run\.\n){2,}$/),
    });
    expect(await migration('run')).toMatchObject({ code: 0, stdout: 'There are no pending migrations.\n' });
    expect(await migration('check')).toMatchObject({ code: 0, stdout: expect.stringContaining('agree') });
    expect(await migration('copy', database.url, `sqlite:${folder}/copy.db`)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('users: 0 of 0'),
    });
    expect(await migration('revert')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^The migration \w+ was reverted\.\n$/),
    });
  });

  it("leave a database that TypeORM's own command can list", async () => {
    const show = ['node_modules/typeorm/cli.js', 'migration:show', '--dataSource', 'dist/ormconfig.js'];
    const env = { PATH: process.env.PATH, DATABASE_URL: database.url };
    const { stdout } = await promisify(execFile)(process.execPath, show, { env });
    expect(stdout).toMatch(/^(\[X\] \d+ \w+\n)+(\[ \] \w+\n)$/); // the last one was reverted
  });

  it('do not revert a database that is newer than the program', async () => {
    await migration('run');
    await database.query(`INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'Future9999999999999')`);
    for (const command of ['run', 'revert']) {
      expect(await migration(command)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^The database is newer than this program.*Future.*\n$/),
      });
    }
  });

  it('explain in one line what is missing', async () => {
    expect(await migration('generate', 'AddTitle')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^migration:generate requires .*\n$/),
    });
    expect(await migration('copy')).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Usage: .*\n$/) });
  });
});
