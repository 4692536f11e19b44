// `npm run api` rewrites the reports of the client's public API, `npm run check:api` fails if they differ, and
// `npm run pack:client` creates the tarball.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { codeIn, compileTo, ROOT } from './compile.mjs';
import { rollUp } from './declarations.mjs';

const [command, destination = ROOT] = process.argv.slice(2);

// Inside the project, so that the compiler finds its packages; a unique folder, because several builds may run at once.
mkdirSync(join(ROOT, 'dist'), { recursive: true });
const work = mkdtempSync(join(ROOT, 'dist/client-'));
const compiled = join(work, 'compiled');
const packed = join(work, 'package');
mkdirSync(packed);
try {
  compileTo(compiled);
  const problems = rollUp(compiled, packed, { accept: command === 'accept' });
  for (const problem of problems) console.error(problem);
  if (problems.length > 0 && command !== 'accept') {
    console.error('If you intend to change the public API, accept the new reports with `npm run api`.');
    process.exitCode = 1;
  } else if (command === 'pack') {
    pack();
  }
} finally {
  rmSync(work, { recursive: true });
}

function pack() {
  for (const file of codeIn(compiled)) {
    mkdirSync(dirname(join(packed, file)), { recursive: true });
    cpSync(join(compiled, file), join(packed, file));
  }
  cpSync(join(import.meta.dirname, 'README.md'), join(packed, 'README.md'));
  const { version, engines } = readJson(join(ROOT, 'package.json'));
  const manifest = { ...readJson(join(import.meta.dirname, 'package.json')), version, engines };
  writeFileSync(join(packed, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const options = ['--silent', '--ignore-scripts', '--pack-destination', resolve(destination)];
  console.log(execFileSync('npm', ['pack', ...options], { cwd: packed, encoding: 'utf8' }).trim());
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
