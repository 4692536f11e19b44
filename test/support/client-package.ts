import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from './service-process.js';

export const run = promisify(execFile);

const MODULES = join(process.cwd(), 'node_modules');

/** Packs the client, as `npm run pack:client` does, and gives the tarball. */
export async function packClient(): Promise<string> {
  const folder = temporaryFolder();
  const { stdout } = await run(process.execPath, ['packaging/build.mjs', 'pack', folder]);
  return join(folder, stdout.trim());
}

/**
 * Installs the client into a folder of its own, beside nothing but the packages that are named: those are linked from
 * here, so that no registry is asked and the client can still reach no other.
 */
export async function installClient(folder: string, tarball: string, packages: readonly string[]): Promise<void> {
  const flags = ['--offline', '--no-save', '--legacy-peer-deps', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', ['install', ...flags, '--prefix', folder, tarball], { cwd: folder });
  for (const name of packages) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
    symlinkSync(join(MODULES, name), join(folder, 'node_modules', name));
  }
}

/** Compiles a folder by its own tsconfig.json. */
export const compile = (folder: string) =>
  run(process.execPath, [join(MODULES, 'typescript/bin/tsc'), '-p', folder]).catch((error: unknown) => {
    throw new Error((error as { stdout: string }).stdout); // where tsc says what is wrong
  });

/** Installs the client and what else it depends on into a copy of an example, compiles it, and gives the folder. */
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
  // npm would take it for what is to be installed.
  cpSync(join('examples', name, 'package.json'), join(folder, 'package.json'));
  await compile(folder);
  return folder;
}
