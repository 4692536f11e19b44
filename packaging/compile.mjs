// The client's code and declarations, compiled from src/client alone.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

/** The public entry points of the package: each is an entry of its `exports`. */
export const ENTRIES = ['index', 'terminus'];

export function compileTo(folder) {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', import.meta.dirname, '--outDir', folder], { stdio: 'inherit' });
  const suffixes = contractSuffixes();
  for (const file of readdirSync(folder, { recursive: true })) {
    if (suffixes.some((suffix) => file.endsWith(suffix))) makeInterfaces(join(folder, file));
  }
}

/** The files with the types of the wire, as the build of the service knows them too. */
function contractSuffixes() {
  const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, 'nest-cli.json'), 'utf8'));
  return compilerOptions.plugins[0].options.dtoFileNameSuffix.map((suffix) => suffix.replace(/ts$/, 'd.ts'));
}

/** To the service a type of the wire is a class with decorators; to a caller it is its members, and no value. */
function makeInterfaces(file) {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replaceAll(/^export declare (?:abstract )?class /gm, 'export interface '));
}

/** What of the code compiled to a folder the entries run, types left aside. */
export function codeIn(folder) {
  const found = new Set();
  const follow = (file) => {
    if (found.has(file)) return;
    found.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, path] of text.matchAll(/^(?:import|export) .*?from '(\.[^']+)'/gms))
      follow(join(dirname(file), path));
  };
  for (const entry of ENTRIES) follow(join(folder, `client/${entry}.js`));
  return [...found].map((file) => relative(folder, file));
}
