import { spawnSync } from 'node:child_process';
import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { basic, PASSWORD } from './support/app.js';
import { ServiceProcess, temporaryFolder } from './support/service-process.js';
import { testDatabase } from './support/test-database.js';

/** In a folder with `openapi.json`: each generator, what it is told, and the program of `test/clients` that uses what it makes. */
const GENERATORS = [
  {
    generator: 'openapi-typescript',
    line: 'openapi.json --output openapi-typescript.ts',
    program: 'with-openapi-fetch',
  },
  {
    generator: 'swagger-typescript-api',
    line: 'generate --path openapi.json --output . --name swagger-typescript-api.ts',
    program: 'with-swagger-typescript-api',
  },
];

describe('a client that is generated from the document', () => {
  const folder = temporaryFolder();
  let service: ServiceProcess;
  let accountId: string;

  /** Runs a program in the folder; gives what it printed where it failed. */
  const run = (program: string, args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    return status === 0 ? '' : `${stdout}${stderr}`;
  };

  beforeAll(async () => {
    const { url: DATABASE_URL } = await testDatabase();
    service = await ServiceProcess.start({ DATABASE_URL, ADMIN_PASSWORD: PASSWORD }, temporaryFolder());
    cpSync('test/clients', folder, { recursive: true });
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const served = await (await fetch(`${service.url}/openapi.json`)).text();
    accountId = /"accountId":"([\w-]+)"/.exec(served)?.[1] ?? ''; // the Demo account's, as every example has it
    writeFileSync(join(folder, 'openapi.json'), served);
  });
  afterAll(() => service.end('SIGTERM'));

  it.each(GENERATORS)('by $generator is made without complaint', ({ generator, line }) => {
    expect(run(resolve('node_modules/.bin', generator), line.split(' '))).toBe('');
  });

  it('fits the programs that use it, by the strict rules of TypeScript', () => {
    expect(run(resolve('node_modules/.bin/tsc'), ['-p', '.'])).toBe('');
  });

  it.each(GENERATORS)('by $generator creates, lists, patches and deletes, and is told what is wrong', ({ program }) => {
    expect(run(`out/${program}.js`, [service.url, basic('admin', PASSWORD), accountId])).toBe('');
  });
});
