// `npm run build`: compiles src to dist, bundles the programs there, and writes dist/build.json with the versions, the commit
// and a hash of the compiled sources. `npm start`, and this script with `--if-changed`, use the hash to build only after a change.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const BUILD_FILE = 'dist/build.json';
const COMPILER = 'node_modules/@nestjs/cli/bin/nest.js';
/** A production install cannot build. */
const hasCompiler = () => existsSync(join(root, COMPILER));
/** A change of one of these requires a build. */
const INPUTS = [
  ...['src', 'ormconfig.ts', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'],
  ...['scripts/bundle.mjs', 'scripts/bundle-loader.mjs'],
];

/** @returns {string} A hash of the names and the contents of all inputs, so that a Git checkout alone changes nothing. */
function inputsHash() {
  const hash = createHash('sha256');
  const files = INPUTS.flatMap((name) =>
    name === 'src'
      ? readdirSync(join(root, name), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
          .map((entry) => join(entry.parentPath, entry.name))
      : [join(root, name)],
  );
  for (const file of files.sort())
    hash
      .update(`${file.slice(root.length)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

/**
 * The commit that is built: `BUILD_COMMIT`, for an image build without the repository, or the one that Git has checked out,
 * with `-dirty` after it if tracked files are changed.
 *
 * @returns {string | undefined} `undefined` if neither is there.
 */
export function commitOf(folder, env = process.env) {
  if (env.BUILD_COMMIT) return env.BUILD_COMMIT;
  const git = (...args) =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    git('ls-files', '--error-unmatch', 'package.json'); // fails if the repository around the folder is another one
    return git('describe', '--always', '--dirty', '--abbrev=40', '--exclude=*').trim();
  } catch {
    return undefined;
  }
}

/**
 * @returns {boolean} Whether dist was built from the present sources, and by this version of Node.js where it can be built again:
 *   the compiled code is of no use to another. A folder without sources has nothing to build.
 */
export function isBuilt() {
  if (!existsSync(join(root, 'src'))) return true;
  try {
    const { inputs, node } = JSON.parse(readFileSync(join(root, BUILD_FILE), 'utf8'));
    return inputs === inputsHash() && (node === process.version || !hasCompiler());
  } catch {
    return false;
  }
}

/**
 * Compiles, bundles, and writes the build file.
 *
 * @param {{ allowsErrors?: boolean }} options Whether to go on if the sources have errors. Without a build file, the next
 *   start builds again. By default the process ends.
 */
export async function build({ allowsErrors = false } = {}) {
  if (!hasCompiler()) {
    process.stderr.write('A build requires the development packages: run npm ci without --omit=dev.\n');
    process.exit(1);
  }
  const inputs = inputsHash();
  try {
    execFileSync(process.execPath, [COMPILER, 'build'], { cwd: root, stdio: 'inherit' });
  } catch {
    // The compiler has printed why.
    rmSync(join(root, BUILD_FILE), { force: true });
    if (allowsErrors) return;
    process.exit(1);
  }
  const { bundle } = await import('./bundle.mjs'); // a production install has no esbuild
  await bundle();
  writeBuildFile({ commit: commitOf(root), inputs });
}

/** For a commit that changed no sources: what was built is what is now checked out. */
export function refreshCommit() {
  const commit = commitOf(root);
  if (commit !== undefined && existsSync(join(root, 'src'))) writeBuildFile({ commit, inputs: inputsHash() });
}

function writeBuildFile({ commit, inputs }) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(
    join(root, BUILD_FILE),
    `${JSON.stringify({ version, commit, node: process.version, inputs }, null, 2)}\n`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (process.argv.includes('--if-changed') && isBuilt()) refreshCommit();
  else await build();
}
