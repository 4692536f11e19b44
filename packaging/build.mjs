// `npm run api` rewrites the reports of the client's public face, `npm run check:api` fails where they differ, and
// `npm run pack:client` makes the tarball.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf, COMPILED, compile, ENTRIES, ROOT } from './compile.mjs';
import { rollUp } from './declarations.mjs';

const PACKAGE = join(ROOT, 'dist/client/package');
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

const [wish, destination = ROOT] = process.argv.slice(2);

rmSync(PACKAGE, { recursive: true, force: true });
mkdirSync(PACKAGE, { recursive: true });
compile();
const faults = rollUp(PACKAGE, { accept: wish === 'accept' });
for (const fault of faults) console.error(fault);
if (faults.length > 0 && wish !== 'accept') {
  console.error('If the change of the public face is meant, `npm run api` accepts it.');
  process.exit(1);
}
if (wish === 'pack') pack();

function pack() {
  for (const file of codeOf(ENTRIES)) {
    mkdirSync(dirname(join(PACKAGE, file)), { recursive: true });
    cpSync(join(COMPILED, file), join(PACKAGE, file));
  }
  cpSync(join(import.meta.dirname, 'README.md'), join(PACKAGE, 'README.md'));
  const { version, engines } = readJson(join(ROOT, 'package.json'));
  const manifest = { ...readJson(join(import.meta.dirname, 'package.json')), version, engines };
  writeFileSync(join(PACKAGE, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const arguments_ = ['pack', '--silent', '--ignore-scripts', '--pack-destination', destination];
  console.log(execFileSync('npm', arguments_, { cwd: PACKAGE, encoding: 'utf8' }).trim());
}
