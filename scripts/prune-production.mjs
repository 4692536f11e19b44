// Deletes what a production install does not run: source maps and typings of the packages, the sources and the intermediate
// files of SQLite, and its binaries for other platforms. `npm ci --omit=dev` runs it (`postinstall`), and
// `npm run prune:production` does where install scripts are off. Development installs stay whole: with TypeScript
// installed it deletes nothing.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const packages = join(import.meta.dirname, '../node_modules');
const UNUSED_FILE = /\.map$|\.d\.[cm]?ts$/;
const UNUSED_FOLDERS = ['deps', 'src', 'build/deps', 'build/Release/obj', 'build/Release/obj.target'];
const UNUSED_BINARIES = ['build/Release/sqlite3.a', 'build/Release/test_extension.node'];

/** @returns {Generator<string>} The files below the folder; symbolic links are not followed. */
function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

function pruneSqlite(folder) {
  for (const path of [...UNUSED_FOLDERS, ...UNUSED_BINARIES])
    rmSync(join(folder, path), { recursive: true, force: true });
  const prebuilds = join(folder, 'prebuilds');
  if (!existsSync(prebuilds)) return;
  // linux-x64.node, linuxmusl-x64.node: both C libraries stay.
  const isForThisMachine = (name) => name.startsWith(process.platform) && name.endsWith(`-${process.arch}.node`);
  const names = readdirSync(prebuilds);
  if (!names.some(isForThisMachine)) return;
  for (const name of names) if (!isForThisMachine(name)) rmSync(join(prebuilds, name));
}

if (existsSync(packages) && !existsSync(join(packages, 'typescript'))) {
  for (const path of filesBelow(packages)) if (UNUSED_FILE.test(path)) rmSync(path);
  for (const name of ['better-sqlite3', 'better-sqlite3-13']) pruneSqlite(join(packages, name));
}
