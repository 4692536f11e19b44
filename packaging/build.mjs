// `npm run api` rewrites the reports of the client's public face, `npm run check:api` fails where they differ, and
// `npm run pack:client` makes the tarball.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { codeIn, compileTo, ROOT } from './compile.mjs';
import { rollUp } from './declarations.mjs';

const [wish, destination = ROOT] = process.argv.slice(2);

// Within the project, where the compiler finds its packages; a folder of its own, since several may run at once.
mkdirSync(join(ROOT, 'dist'), { recursive: true });
const work = mkdtempSync(join(ROOT, 'dist/client-'));
const compiled = join(work, 'compiled');
const packed = join(work, 'package');
mkdirSync(packed);
try {
  compileTo(compiled);
  const faults = rollUp(compiled, packed, { accept: wish === 'accept' });
  for (const fault of faults) console.error(fault);
  if (faults.length > 0 && wish !== 'accept') {
    console.error('If the change of the public face is meant, `npm run api` accepts it.');
    process.exitCode = 1;
  } else if (wish === 'pack') {
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
