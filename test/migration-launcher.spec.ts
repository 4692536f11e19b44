import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from './support/service-process.js';

const EARLIER = new Date('2026-01-01');
const LATER = new Date('2026-01-02');

/** `bin/migration.mjs` in a checkout of a few files, where a short program stands in for the compiler. */
describe('the launcher of the migration commands', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
    cpSync('bin/migration.mjs', `${folder}/bin/migration.mjs`);
    write('src/main.ts', '');
    write('ormconfig.ts', '');
    write('dist/ormconfig.js', '');
    write('package.json', '{ "type": "module" }');
    for (const command of ['run', 'generate'])
      write(`dist/src/cli/migration-${command}.js`, `console.log('${command}');`);
    for (const path of ['src/main.ts', 'src', 'ormconfig.ts']) utimesSync(join(folder, path), EARLIER, EARLIER);
    utimesSync(`${folder}/dist/ormconfig.js`, LATER, LATER);
  });

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const installCompiler = (exitCode: number): void => {
    write('node_modules/@nestjs/cli/package.json', '{}');
    write('node_modules/@nestjs/cli/bin/nest.js', `console.log('build'); process.exit(${exitCode});`);
  };
  const launch = (command: string): (string | number | null)[] => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [`${folder}/bin/migration.mjs`, command], {
      encoding: 'utf8',
    });
    return [status, ...`${stdout}${stderr}`.trim().split('\n')];
  };

  it('builds only if a source is newer than the build', () => {
    installCompiler(0);
    expect(launch('run')).toEqual([0, 'run']);
    write('src/new.ts', '');
    expect(launch('run')).toEqual([0, 'build', 'run']);
  });

  it('does not run what a failed build left, except to generate a migration, and builds again the next time', () => {
    installCompiler(1);
    utimesSync(`${folder}/src/main.ts`, new Date(), new Date());
    expect(launch('run')).toEqual([1, 'build']);
    utimesSync(`${folder}/src/main.ts`, EARLIER, EARLIER);
    expect(launch('generate')).toEqual([0, 'build', 'generate']);
  });

  it('runs what was built where there is no compiler', () => {
    write('src/new.ts', '');
    expect(launch('run')).toEqual([0, 'run']);
    expect(launch('generate')).toEqual([1, expect.stringMatching(/^migration:generate requires/)]);
    expect(launch('copy')).toEqual([1, 'The service is not built. Run npm run build first.']);
  });
});
