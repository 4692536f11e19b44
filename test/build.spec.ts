import { execFile, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { copyOfService } from './support/service-copy.js';
import { temporaryFolder } from './support/service-process.js';

const run = promisify(execFile);
const env = { PATH: process.env.PATH };
const VERSION = '1.2.3';

/** A folder that is built and started as the service is, with one short source file. */
function smallProject(): string {
  const folder = temporaryFolder();
  for (const name of ['scripts', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'])
    cpSync(name, join(folder, name), { recursive: true });
  mkdirSync(join(folder, 'src'));
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  const packageJson = { type: 'module', version: VERSION, engines: { node: '>=20.19' } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(packageJson));
  for (const name of ['package-lock.json', 'ormconfig.ts']) writeFileSync(join(folder, name), '');
  return folder;
}

describe('npm start', () => {
  it('builds after a change, prints so, and prints nothing when nothing must be built', async () => {
    const folder = smallProject();
    const write = (text: string): void =>
      writeFileSync(join(folder, 'src/main.ts'), `console.log(${JSON.stringify(text)});\n`);
    const start = async (): Promise<string> =>
      (await run(process.execPath, ['scripts/start.mjs'], { cwd: folder, env })).stdout;
    write('first');
    expect(await start()).toBe('Building...\nfirst\n');
    expect(await start()).toBe('first\n');
    write('second');
    expect(await start()).toBe('Building...\nsecond\n');
  });

  it('refuses a Node.js older than engines before it builds', async () => {
    const folder = smallProject();
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', engines: { node: '>=99.1' } }));
    await expect(run(process.execPath, ['scripts/start.mjs'], { cwd: folder, env })).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: `voice-api requires Node.js >=99.1; this is ${process.versions.node}.\n`,
    });
  });
});

describe('the compiled code of a bundle', () => {
  /** A bundle of one program that returns a text. */
  const write = (text: string, folder = temporaryFolder()): string => {
    cpSync('scripts/bundle-loader.mjs', join(folder, 'bundle.js'));
    const program = `() => ${JSON.stringify(text)}`;
    writeFileSync(join(folder, 'bundle.cjs'), `(function (exports) { exports.programs = { text: ${program} }; })`);
    return folder;
  };
  /** @returns What the program returns, and whether it was loaded compiled. Stores the compiled code. */
  const load = (folder: string, ...options: string[]): string => {
    const module = `import { programs, usesCache, writeCache } from ${JSON.stringify(join(folder, 'bundle.js'))};
      console.log(programs.text(), usesCache);
      try { writeCache(); } catch {}`;
    return execFileSync(process.execPath, [...options, '--input-type=module', '-e', module], { encoding: 'utf8' });
  };

  it('is used by a process that could have compiled it, and else the text', () => {
    const folder = write('first');
    expect(load(folder)).toBe('first false\n');
    expect(load(folder)).toBe('first true\n');
    expect(load(folder, '--max-old-space-size=200')).toBe('first false\n');
  });

  it('is used only whole, and for the text that it was compiled from', () => {
    const folder = write('first');
    load(folder);
    write('other', folder); // as long
    expect(load(folder)).toBe('other false\n');
    expect(load(folder)).toBe('other true\n');
    const file = join(folder, 'bundle.cache');
    const code = readFileSync(file);
    code.writeUInt8(code.readUInt8(code.length >> 1) ^ 1, code.length >> 1);
    writeFileSync(file, code);
    expect(load(folder)).toBe('other false\n');
    for (const length of [0, 2, 4]) {
      writeFileSync(file, code.subarray(0, length));
      expect(load(folder)).toBe('other false\n');
    }
  });

  it('is not needed: where it cannot be read, the text runs', () => {
    const folder = write('first');
    mkdirSync(join(folder, 'bundle.cache'));
    expect(load(folder).split('\n', 1)).toEqual(['first false']);
  });

  it('was stored by the build', () => {
    const module = `import { usesCache } from './dist/bundle.js'; console.log(usesCache);`;
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', module], { encoding: 'utf8' })).toBe('true\n');
    expect(statSync('dist/bundle.cache').size).toBeGreaterThan(3_000_000); // with what a start calls; 1 MB without
  });
});

describe('the bundle', () => {
  it('maps the sources of the service, and hardly anything of the packages, which would take 5 MB', () => {
    const map = readFileSync('dist/bundle.cjs.map', 'utf8');
    expect((JSON.parse(map) as { sources: string[] }).sources).toContain('../src/ai/ai.service.ts');
    expect(map.length).toBeLessThan(2_000_000);
  });

  it('is ASCII, of which V8 keeps one byte for each character', () => {
    expect(/[^\p{ASCII}]/u.exec(readFileSync('dist/bundle.cjs', 'utf8'))).toBeNull();
  });

  it('runs the service and its commands', () => {
    for (const program of ['bootstrap/run', 'cli/main', 'cli/backup'])
      expect(readFileSync(`dist/src/${program}.js`, 'utf8')).toContain('/bundle.js');
  });

  it('names the sources in a stack trace, also where the build was copied to', async () => {
    for (const folder of [process.cwd(), copyOfService({})]) {
      const program = join(folder, 'dist/src/bootstrap/write-openapi.js');
      const failed = run(process.execPath, ['--enable-source-maps', program, '--check'], { cwd: temporaryFolder() });
      const source = join(folder, 'src/bootstrap/write-openapi.ts').replaceAll(/\W/g, '.');
      await expect(failed).rejects.toThrow(new RegExp(`ENOENT[^]*${source}:\\d+:\\d+`));
    }
  });

  it('contains each package once: Node.js loads only those from node_modules that stay outside', () => {
    const printPackages =
      'import { Module } from "node:module"; process.on("exit", () => console.log(Object.keys(Module._cache).join("\\n")));';
    const args = [
      '--import',
      `data:text/javascript,${printPackages}`,
      'dist/src/bootstrap/write-openapi.js',
      '--check',
    ];
    const output = execFileSync(process.execPath, args, { encoding: 'utf8' });
    const packages = new Set([...output.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)\/.*$/gm)].map(([, name]) => name));
    expect(packages).toContain('@opentelemetry/api');
    expect(packages).not.toContain('typeorm');
    expect(packages).not.toContain('reflect-metadata');
  });
});

describe('npm run start:dev', () => {
  it('runs a changed source without being started again', async () => {
    const folder = smallProject();
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const packageJson = { type: 'module', scripts: { 'start:dev': scripts['start:dev'] } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(packageJson));
    const write = (text: string): void =>
      writeFileSync(join(folder, 'src/main.ts'), `console.log('${text}'); setInterval(() => undefined, 1_000);\n`);
    write('the first');
    // A process group of its own, to end the compiler and the service with it.
    const child = spawn('npm', ['run', 'start:dev'], { cwd: folder, env, detached: true });
    try {
      let output = '';
      const printed = (text: string): Promise<void> =>
        new Promise((resolve) => {
          const look = (): void => {
            if (output.includes(text)) resolve();
          };
          child.stdout.on('data', look);
          look();
        });
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      await printed('the first');
      write('the second');
      await printed('the second');
    } finally {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }
  });
});

describe('the commit of a build', () => {
  const commitOf = async (folder: string, settings: Record<string, string> = {}): Promise<string> => {
    const script = `import { commitOf } from ${JSON.stringify(join(process.cwd(), 'scripts/build.mjs'))};
      console.log(commitOf(process.argv[1]));`;
    const options = { env: { ...env, ...settings } };
    return (await run(process.execPath, ['--input-type=module', '-e', script, folder], options)).stdout.trim();
  };
  const repository = async (): Promise<{ folder: string; head: string }> => {
    const folder = temporaryFolder();
    const git = (...args: string[]): Promise<{ stdout: string }> =>
      run('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], { cwd: folder });
    writeFileSync(join(folder, 'package.json'), '{}');
    await git('init', '-q');
    await git('add', '.');
    await git('commit', '-qm', 'first');
    return { folder, head: (await git('rev-parse', 'HEAD')).stdout.trim() };
  };

  it('is the one that is checked out, marked if files are changed', async () => {
    const { folder, head } = await repository();
    expect(await commitOf(folder)).toBe(head);
    writeFileSync(join(folder, 'package.json'), '{"changed":true}');
    expect(await commitOf(folder)).toBe(`${head}-dirty`);
  });

  it('is not the one of a repository around the folder', async () => {
    const { folder } = await repository();
    mkdirSync(join(folder, 'inner'));
    writeFileSync(join(folder, 'inner/package.json'), '{}');
    expect(await commitOf(join(folder, 'inner'))).toBe('undefined');
  });

  it('is BUILD_COMMIT where that is set, and unknown without both', async () => {
    const folder = temporaryFolder();
    expect(await commitOf(folder, { BUILD_COMMIT: 'abc1234' })).toBe('abc1234');
    expect(await commitOf(folder)).toBe('undefined');
  });
});
