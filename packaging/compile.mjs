// Compiles the client's code and declarations from src/client.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

/** The public entry points of the package: each is an entry of its `exports`. */
export const ENTRIES = ['index', 'terminus'];

export function compileTo(folder) {
  const compiler = join(ROOT, 'node_modules/typescript-7/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', import.meta.dirname, '--outDir', folder], { stdio: 'inherit' });
  const suffixes = contractSuffixes();
  for (const file of readdirSync(folder, { recursive: true })) {
    if (suffixes.some((suffix) => file.endsWith(suffix))) makeInterfaces(join(folder, file));
  }
}

/** The suffixes of the declaration files with wire types: those that the build of the service passes to Nest's plugin. */
function contractSuffixes() {
  const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, 'nest-cli.json'), 'utf8'));
  return compilerOptions.plugins[0].options.dtoFileNameSuffix.map((suffix) => suffix.replace(/ts$/, 'd.ts'));
}

/** Turns the classes of the service's contracts into interfaces: the package contains their types, and no class. */
function makeInterfaces(file) {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replaceAll(/^export declare (?:abstract )?class /gm, 'export interface '));
}

/** The compiled files that the entry points import at run time, relative to the folder. */
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
