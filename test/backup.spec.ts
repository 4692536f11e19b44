import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { databaseFile } from '../src/database/backup/database-file.js';
import { restoreDatabase } from '../src/database/backup/restore-database.js';
import { sqliteDriver } from '../src/database/engine/sqlite-driver.js';
import { basic, PASSWORD } from './support/app.js';
import { KeyedLoad } from './support/keyed-load.js';
import { ServiceProcess, temporaryFolder } from './support/service-process.js';
import { storedIn } from './support/stored-sessions.js';

const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);

/** Runs a program of `bin`, as the npm scripts do, with the umask that most users have. */
function run(program: string, args: string[], databaseUrl: string): Promise<{ code: number | null; output: string }> {
  const command = ['-c', 'umask 022; exec "$@"', 'sh', process.execPath, join(process.cwd(), 'bin', program), ...args];
  const options = { cwd: temporaryFolder(), env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl } };
  return new Promise((resolve) => {
    const child = execFile('sh', command, options, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, output: stdout + stderr }),
    );
  });
}

describe('the backup of an SQLite database', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'data/voice.db');
  const backup = join(folder, 'backup.db');
  const env = { DATABASE_URL: `sqlite:${file}`, ADMIN_PASSWORD: PASSWORD };
  const database = (...args: string[]): ReturnType<typeof run> => run('database.mjs', args, env.DATABASE_URL);
  let service: ServiceProcess;
  let load: KeyedLoad;
  beforeAll(async () => {
    expect(await run('migration.mjs', ['run'], env.DATABASE_URL)).toMatchObject({ code: 0 });
    expect(modeOf(file)).toBe('600'); // a command has created it
    service = await ServiceProcess.start(env);
    load = new KeyedLoad(service.url);
    await load.progress(300);
  });
  afterAll(async () => {
    await load.stop();
    await service.end('SIGKILL');
  });

  it('made under load, has all that was answered before it began, and only its owner may read it', async () => {
    const answered = new Map(load.answered);
    expect(await database('backup', backup)).toEqual({
      code: 0,
      output: `The backup of ${file} is ${backup}. It was checked.\n`,
    });
    await load.progress(100);
    expect(load.wrong).toEqual([]);
    expect(load.missing(storedIn(backup), answered)).toEqual([]);
    expect(modeOf(backup)).toBe('600');
    expect(readdirSync(folder).toSorted()).toEqual(['backup.db', 'data']);
  });

  it('takes the path of a file, and no option', async () => {
    for (const command of ['backup', 'restore']) {
      expect(await database(command, '--help')).toEqual({ code: 1, output: `Usage: npm run ${command} -- FILE\n` });
    }
  });

  it('does not overwrite a file', async () => {
    const before = readFileSync(backup);
    expect(await database('backup', backup)).toEqual({
      code: 1,
      output: `${backup} exists. A backup does not overwrite files.\n`,
    });
    expect(readFileSync(backup).equals(before)).toBe(true);
  });

  it('is not restored while the service uses the database, also if nobody calls it', async () => {
    await load.stop();
    expect(await database('restore', backup)).toEqual({
      code: 1,
      output: `${file} is in use. Stop the service first.\n`,
    });
    expect(readdirSync(join(folder, 'data')).toSorted()).toEqual(['voice.db', 'voice.db-shm', 'voice.db-wal']);
  });

  it('is restored after a crash, and keeps the database that was there, with all that was answered', async () => {
    await service.end('SIGKILL');
    const { code, output } = await database('restore', backup);
    expect([code, output]).toEqual([0, expect.stringContaining(`${backup} was restored to ${file}.\n`)]);
    const previous = /^The database that was there is (.*)\.$/m.exec(output)?.[1] ?? '';
    expect(modeOf(file)).toBe('600');
    expect(existsSync(`${file}-wal`)).toBe(false);

    const restored = storedIn(backup);
    service = await ServiceProcess.start(env);
    const headers = { authorization: basic('admin', PASSWORD) };
    expect((await service.call('GET', '/ai/sessions', { headers })).status).toBe(200);
    await service.end('SIGTERM');
    expect(storedIn(file)).toEqual(restored);
    expect(load.missing(storedIn(previous))).toEqual([]);
  });
});

describe('a restore', () => {
  const folder = temporaryFolder();
  const good = join(folder, 'good.db');
  const file = join(folder, 'voice.db');
  beforeAll(async () => {
    expect(await run('migration.mjs', ['run'], `sqlite:${good}`)).toMatchObject({ code: 0 });
    copyFileSync(good, file);
  });

  const changed = (statement: string): string => {
    const path = join(temporaryFolder(), 'backup.db');
    copyFileSync(good, path);
    const database = new (sqliteDriver())(path);
    database.pragma('journal_mode = DELETE');
    database.exec(statement);
    database.close();
    return path;
  };
  const pageOf = (path: string, name: string): number => {
    const database = new (sqliteDriver())(path);
    const row = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(name);
    database.close();
    return (row as { rootpage: number }).rootpage;
  };
  const overwritten = (name?: string): string => {
    const path = changed('VACUUM');
    const content = readFileSync(path);
    const position = name === undefined ? 0 : (pageOf(path, name) - 1) * 4096;
    writeFileSync(path, content.fill(0xff, position, position + 2_000));
    return path;
  };

  const empty = (): string => {
    const path = join(temporaryFolder(), 'empty.db');
    writeFileSync(path, '');
    return path;
  };

  it.each([
    ['does not exist', () => join(folder, 'missing.db'), 'There is no backup'],
    ['is no database', () => overwritten(), 'is damaged'],
    ['has a damaged index', () => overwritten('ai_sessions_newest'), 'is damaged'],
    ['is empty', () => empty(), 'is not a database of this service'],
    ['is another database', () => changed('DROP TABLE migrations'), 'is not a database of this service'],
    [
      'is newer than this program',
      () => changed(`INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'Future9999999999999')`),
      'is newer than this program, which does not have the migration Future9999999999999',
    ],
  ] as const)('refuses a file that %s, and leaves the database', (_, make, reason) => {
    const backup = make();
    const before = readFileSync(file);
    const names = readdirSync(folder);
    expect(() => restoreDatabase(file, backup)).toThrow(reason);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(names);
  });

  it('refuses a copy of a database that is in use: its log has what the file does not have', () => {
    const backup = changed('VACUUM');
    writeFileSync(`${backup}-wal`, '');
    expect(() => restoreDatabase(file, backup)).toThrow('write-ahead log');
  });

  it('replaces a database that is damaged, and keeps it with its log, which must not be applied to the backup', () => {
    const live = join(temporaryFolder(), 'live.db');
    copyFileSync(good, live);
    const connection = new (sqliteDriver())(live);
    connection.pragma('journal_mode = WAL');
    connection.exec('CREATE TABLE leftover (id integer)');
    const damaged = join(temporaryFolder(), 'voice.db');
    for (const suffix of ['', '-wal']) copyFileSync(`${live}${suffix}`, `${damaged}${suffix}`);
    connection.close();
    const log = readFileSync(`${damaged}-wal`);
    writeFileSync(damaged, 'this is no database, '.repeat(100));
    const { previous = '', pending } = restoreDatabase(damaged, good);
    expect(pending).toBe(0);
    expect(storedIn(damaged)).toEqual([]);
    expect(readFileSync(damaged, 'latin1')).not.toContain('leftover');
    expect(readFileSync(previous, 'utf8')).toContain('this is no database');
    expect(readFileSync(`${previous}-wal`).equals(log)).toBe(true);
  });

  it('says how many migrations the backup of an earlier version lacks', () => {
    const backup = changed(`DELETE FROM migrations WHERE id = (SELECT max(id) FROM migrations)`);
    expect(restoreDatabase(join(temporaryFolder(), 'voice.db'), backup)).toEqual({ previous: undefined, pending: 1 });
  });
});

describe('the backup of a PostgreSQL database', () => {
  const settings = {
    DATABASE_URL: 'postgres://voice:hush@db.example:5432/voice?password=hush',
    DATABASE_SSL: 'verify',
    DATABASE_SSL_CA: '/etc/ca.pem',
  } as const;

  it('is left to pg_dump and pg_restore, with a line that has no password', () => {
    const url = 'postgres://voice@db.example:5432/voice?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem';
    const lineOf = (command: 'backup' | 'restore'): string | undefined => {
      try {
        return databaseFile(settings, command, "ada's.dump");
      } catch (error) {
        return (error as Error).message.split('\n')[1];
      }
    };
    expect(lineOf('backup')).toBe(
      `(umask 077; pg_dump --format=custom --no-owner --file='ada'\\''s.dump' --dbname='${url}')`,
    );
    expect(lineOf('restore')).toMatch(new RegExp(`^pg_restore .* 'ada'\\\\''s.dump'$`));
  });
});
