// `npm run migration:*`: builds the service where that is possible and needed, and runs the built command.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const command = process.argv.splice(2, 1)[0];
const built = new URL(`../dist/src/cli/migration-${command}.js`, import.meta.url);
const sources = ['src', 'ormconfig.ts'].map((name) => `${root}${name}`);

/** The build command, which only an install with development dependencies has. */
function compiler() {
  try {
    return createRequire(import.meta.url).resolve('@nestjs/cli/bin/nest.js');
  } catch {
    return undefined;
  }
}

/** When a file or folder was last changed, with everything in it: deleting a file changes its folder. */
function lastChangeMs(path) {
  const stats = statSync(path);
  const children = stats.isDirectory() ? readdirSync(path).map((name) => lastChangeMs(`${path}/${name}`)) : [];
  return Math.max(stats.mtimeMs, ...children);
}

const marker = `${root}dist/ormconfig.js`;
const isOutdated = () => !existsSync(built) || Math.max(...sources.map(lastChangeMs)) > statSync(marker).mtimeMs;

/** @returns Whether the command may run. */
function build(nest) {
  if (spawnSync(process.execPath, [nest, 'build'], { cwd: root, stdio: 'inherit' }).status === 0) return true;
  // What was written in spite of the errors must not pass for the result of a build.
  if (existsSync(marker)) utimesSync(marker, 0, 0);
  // A new column causes type errors until the services set it. They do not change what the entities declare.
  return command === 'generate';
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}

const nest = sources.every((path) => existsSync(path)) ? compiler() : undefined;
if (command === 'generate' && nest === undefined) {
  fail('migration:generate requires the sources and the development dependencies: run npm ci in a checkout.');
} else if (nest !== undefined && isOutdated() && !build(nest)) {
  process.exitCode = 1;
} else if (existsSync(built)) {
  await import(built);
} else {
  fail('The service is not built. Run npm run build first.');
}
