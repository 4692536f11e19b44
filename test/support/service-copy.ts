import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './service-process.js';

/** What a copy of the built service has that differs from the original. */
export interface Differences {
  /** The `engines.node` of its package.json. */
  readonly supportedNode?: string;
  /** The `commit` of its build file; `undefined`, as any absent member, for a build that knew none. */
  readonly commit?: string;
  /** Packages that are not installed. */
  readonly withoutPackages?: readonly string[];
}

/**
 * Copies what an installation runs: dist, package.json, and the packages as links.
 *
 * @returns The folder of the copy.
 */
export function copyOfService({ supportedNode, commit, withoutPackages = [] }: Differences): string {
  const folder = temporaryFolder();
  cpSync('dist', join(folder, 'dist'), { recursive: true });
  const packageJson = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: object };
  const engines = supportedNode === undefined ? packageJson.engines : { node: supportedNode };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...packageJson, engines }));
  writeFileSync(join(folder, 'dist/build.json'), JSON.stringify({ commit }));
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync('node_modules')) {
    if (withoutPackages.includes(name)) continue;
    symlinkSync(join(process.cwd(), 'node_modules', name), join(folder, 'node_modules', name));
  }
  return folder;
}
