import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { oncePerRun, temporaryFolder } from './run-folder.js';

export const run = promisify(execFile);

const MODULES = join(process.cwd(), 'node_modules');

/** Packs the client once for all test files, as `npm run pack:client` does, and returns the path of the tarball. */
export const packClient = (): Promise<string> =>
  oncePerRun('client-package', async (folder) => {
    const { stdout } = await run(process.execPath, ['packaging/build.mjs', 'pack', folder]);
    return join(folder, stdout.trim());
  });

/**
 * Installs the client into a folder of its own with no other packages than the named ones. Those are links to this
 * project's packages, so that the installation needs no registry.
 */
export async function installClient(folder: string, tarball: string, packages: readonly string[]): Promise<void> {
  const flags = ['--offline', '--no-save', '--legacy-peer-deps', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', ['install', ...flags, '--prefix', folder, tarball], { cwd: folder });
  for (const name of packages) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
    symlinkSync(join(MODULES, name), join(folder, 'node_modules', name));
  }
}

/** TypeScript 7, which takes a fourth of the time, and TypeScript 6. */
export const COMPILERS = ['typescript-7', 'typescript'] as const;

/** The path of a compiler's program. */
export const tsc = (compiler: (typeof COMPILERS)[number] = 'typescript-7'): string =>
  join(MODULES, compiler, 'bin/tsc');

/** Compiles a folder with its own tsconfig.json. */
export const compile = (folder: string, compiler?: (typeof COMPILERS)[number]) =>
  run(process.execPath, [tsc(compiler), '-p', folder]).catch((error: unknown) => {
    throw new Error((error as { stdout: string }).stdout); // tsc prints its errors there
  });

/** Installs the client and the other dependencies into a copy of an example, compiles it, and returns the folder. */
export async function buildExample(name: string, tarball: string): Promise<string> {
  const folder = temporaryFolder();
  cpSync(join('examples', name, 'src'), join(folder, 'src'), { recursive: true });
  cpSync(join('examples', name, 'tsconfig.json'), join(folder, 'tsconfig.json'));
  const manifest = JSON.parse(readFileSync(join('examples', name, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  const packages = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  await installClient(
    folder,
    tarball,
    packages.filter((each) => each !== 'voice-api-client'),
  );
  // Only now, because npm would install its dependencies from the registry.
  cpSync(join('examples', name, 'package.json'), join(folder, 'package.json'));
  await compile(folder);
  return folder;
}
