import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { StartError } from '../../common/errors.js';
import { sqliteDriver } from './sqlite-driver.js';

const isAtLeast22 = Number(process.versions.node.split('.')[0]) >= 22;

describe('sqliteDriver', () => {
  it('opens a database on this version of Node.js', () => {
    const database = new (sqliteDriver())(':memory:');
    expect(database.prepare('SELECT 1 AS one').all()).toEqual([{ one: 1 }]);
    database.close();
  });

  // With Node-API 9 it may not use version 13, installed or not.
  it.each(['24.19.0', '24.21.0', '26.0.0'])('refuses version 12 on Node.js %s', (version) => {
    expect(() => sqliteDriver(version, 9)).toThrow(StartError);
    expect(() => sqliteDriver(version, 9)).toThrow(
      /^SQLite on Node\.js \S+ requires the optional package better-sqlite3-13/,
    );
  });

  it('survives the garbage collection of prepared statements', async () => {
    // better-sqlite3 12 aborts the process on Node.js 24.19 and later, when a collection runs outside of JavaScript.
    const script = `
      import { createRequire } from 'node:module';
      const Sqlite = createRequire(process.argv[1])(process.argv[2]);
      const database = new Sqlite(':memory:');
      const garbage = [];
      for (let n = 0; n < 20_000; n++) {
        database.prepare('SELECT ' + n).all();
        garbage.push(new Array(100).fill(n));
        if (n % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        if (n % 5_000 === 0) garbage.length = 0;
      }
      console.log('alive');`;
    const name = isAtLeast22 ? 'better-sqlite3-13' : 'better-sqlite3';
    const flags = ['--input-type=module', '-e', script, import.meta.url, name];
    const { stdout } = await promisify(execFile)(process.execPath, flags);
    expect(stdout).toBe('alive\n');
  });
});
