// Installs the binary of better-sqlite3 12 where the service uses it: on a Node.js without Node-API 10, such as 20. Elsewhere it
// uses version 13, which contains its binaries, so package.json denies the install script of version 12 (`allowScripts`), and
// npm 11.19 and later neither download nor compile what is not used. Older versions of npm run the install script themselves.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../node_modules/better-sqlite3');
const isUsed = Number(process.versions.napi) < 10;

if (isUsed && existsSync(folder) && !existsSync(join(folder, 'build/Release/better_sqlite3.node'))) {
  console.log('Installing the binary of better-sqlite3: without a download it is compiled, which takes minutes.');
  try {
    const npm = process.env.npm_execpath;
    if (npm === undefined) execFileSync('npm', ['run', 'install'], { cwd: folder, stdio: 'pipe' });
    else execFileSync(process.execPath, [npm, 'run', 'install'], { cwd: folder, stdio: 'pipe' });
  } catch (error) {
    // The install goes on, as after the failure of any optional package: PostgreSQL works, and a start with SQLite says why.
    console.error(String(error.stderr).trimEnd());
    console.error(
      'better-sqlite3 was not installed. SQLite requires Python 3, make and a C++ compiler, or Node.js 22.14.',
    );
  }
}
