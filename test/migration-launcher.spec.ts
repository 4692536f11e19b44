import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from './support/service-process.js';

/** `bin/migration.mjs` in a checkout of a few files, where a short program stands in for the compiler. */
describe('the launcher of the migration commands', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
    for (const script of ['bin/migration.mjs', 'scripts/build.mjs']) cpSync(script, `${folder}/${script}`);
    const inputs = ['src/main.ts', 'ormconfig.ts', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];
    for (const input of inputs) write(input, '');
    write('package.json', '{ "type": "module", "version": "1.0.0" }');
    write('package-lock.json', '{}');
    write('scripts/bundle.mjs', 'export const bundle = () => undefined;');
    write('scripts/bundle-loader.mjs', '');
    for (const command of ['run', 'generate'])
      write(`dist/src/cli/migration-${command}.js`, `console.log('${command}');`);
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

  it('builds only after a change of a source or of Node.js', () => {
    installCompiler(0);
    expect(launch('run')).toEqual([0, 'build', 'run']);
    expect(launch('run')).toEqual([0, 'run']);
    write('src/main.ts', 'changed');
    expect(launch('run')).toEqual([0, 'build', 'run']);
    const built = readFileSync(join(folder, 'dist/build.json'), 'utf8');
    write('dist/build.json', built.replace(process.version, 'v20.19.0'));
    expect(launch('run')).toEqual([0, 'build', 'run']);
  });

  it('does not run what a failed build left, except to generate a migration, and builds again the next time', () => {
    installCompiler(1);
    expect(launch('run')).toEqual([1, 'build']);
    expect(launch('generate')).toEqual([0, 'build', 'generate']);
    expect(launch('run')).toEqual([1, 'build']);
  });

  it('runs what was built where there is no compiler', () => {
    write('src/new.ts', '');
    expect(launch('run')).toEqual([0, 'run']);
    expect(launch('generate')).toEqual([1, expect.stringMatching(/^migration:generate requires/)]);
    expect(launch('copy')).toEqual([1, 'The service is not built. Run npm run build first.']);
  });
});
