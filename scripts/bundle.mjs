// Bundles the programs in dist with the modules that they import: Node.js loads one file instead of 3,000, so a start takes
// a third of the processor time. See docs/adr/0016-bundled-programs.md.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, transform } from 'esbuild';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const bundleFile = join(dist, 'bundle.cjs');
const loader = join(dist, 'bundle.js');

/**
 * The modules of src that a process runs. `main` stays as it is, since a Node.js that is not supported must be able to load
 * it; so does `cli/migration-generate`, which requires development packages.
 */
const PROGRAMS = [
  ...['bootstrap/run', 'bootstrap/write-openapi', 'cli/main', 'cli/backup', 'cli/restore', 'cli/seed'],
  ...['cli/migration-check', 'cli/migration-copy', 'cli/migration-revert', 'cli/migration-run'],
];

/** Packages with binaries or files of their own, and one that the service shares with the SDK that an operator imports. */
const NOT_BUNDLED = new Set([
  ...['@node-rs/argon2', 'better-sqlite3', 'better-sqlite3-13', 'swagger-ui-dist'],
  '@opentelemetry/api',
]);

/** The bundle is a function, which the loader calls. */
const WRAPPER = { banner: '(function (exports, require, module, __dirname, __url) { "use strict";', footer: '})' };

/** Stores the compiled code of what a start calls. */
const WRITE_CACHE = `
  import { programs, writeCache } from ${JSON.stringify(pathToFileURL(loader))};
  process.argv.push('--check');
  await programs['bootstrap/write-openapi']().catch((error) => {
    if (error.code !== 'ENOENT') throw error; // the build of an image has no openapi.json
  });
  process.exitCode = 0; // also if openapi.json is out of date
  writeCache();`;

/** A source map that maps nothing. With those of the packages, the map of the bundle would be six times as large. */
const EMPTY_MAP =
  '\n//# sourceMappingURL=data:application/json,' +
  encodeURIComponent('{"version":3,"sources":[""],"mappings":"AAAA"}');

/** How esbuild keeps the name of every function: whenever one is made. */
const KEEP_NAME = 'var __name = (target, value) => __defProp(target, "name", { value, configurable: true });';
/**
 * Only classes keep theirs, which Nest and TypeORM read, and functions named `type`, which `@nestjs/swagger` takes for types to
 * be resolved later. A call makes many closures, and each would cost time.
 */
const KEEP_CLASS_NAME =
  'var __name = (target, value) => target.name === value || (value !== "type" && !Object.hasOwn(target, "prototype")) ' +
  '? target : __defProp(target, "name", { value, configurable: true });';

/**
 * An ES module that makes a `require` for packages. esbuild would leave its calls alone, and Node.js load the package a second
 * time: `@nestjs/typeorm` does so with TypeORM.
 */
const OWN_REQUIRE = /^const require = createRequire\(import\.meta\.url\);$/m;

const packageName = (specifier) => /^(@[^/]+\/)?[^/]+/.exec(specifier)[0];

/**
 * V8 keeps the text of a program in memory, and takes two bytes for each character if one of them is not in Latin-1. esbuild
 * leaves such characters in regular expressions and comments, where an escape means the same. (It leaves them in tagged
 * templates too: no package has one with such characters.)
 *
 * @throws Error if one follows a backslash, where an escape means something else.
 */
function inAscii(text) {
  const [escaped] = /\\[\u0080-\uffff].{0,80}/.exec(text) ?? [];
  if (escaped) throw new Error(`An escaped character of the bundle is not in ASCII: ${escaped}`);
  return text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Bundles the packages of a production install. The others are required when something asks for them, as without a bundle. */
function bundlePackages() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const isForDevelopment = (path) => {
    const folder = /.*node_modules\/(@[^/]+\/)?[^/]+/.exec(relative(root, path))?.[0];
    return lock.packages[folder]?.dev === true;
  };
  return {
    name: 'packages',
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (pluginData === bundlePackages || path.startsWith('node:')) return undefined;
        if (NOT_BUNDLED.has(packageName(path))) return { external: true };
        const found = await resolve(path, { kind, importer, resolveDir, pluginData: bundlePackages });
        return found.errors.length > 0 || isForDevelopment(found.path) ? { external: true } : found;
      });
      onLoad({ filter: /\/node_modules\/.*\.[cm]?js$/ }, async ({ path }) => ({
        contents: (await readFile(path, 'utf8')).replace(OWN_REQUIRE, '') + EMPTY_MAP,
      }));
    },
  };
}

/** Bundles the modules of dist. Those that read files beside them find them from the bundle too. */
const bundleOwnModules = {
  name: 'own modules',
  setup({ onLoad }) {
    // The program of a thread. Its text is passed on, so it must not refer to anything in the bundle.
    onLoad({ filter: /\/sqlite-read-program\.js$/ }, async ({ path }) => {
      const { readRequests } = await import(pathToFileURL(path).href);
      return { contents: `export const readRequests = ${JSON.stringify(String(readRequests))};` };
    });
    onLoad({ filter: /\/dist\/src\/.*\.js$/ }, async ({ path }) => {
      const folder = `(__dirname + '/${relative(dist, dirname(path))}')`;
      const url = `new URL('./${relative(dist, path)}', import.meta.url).href`;
      const source = await readFile(path, 'utf8');
      return { contents: source.replaceAll('import.meta.dirname', folder).replaceAll('import.meta.url', url) };
    });
  },
};

/**
 * Bundles the programs in dist, and replaces each with a module that runs it from the bundle.
 *
 * @throws Error if esbuild cannot bundle them, or its output is not what this script expects.
 */
export async function bundle() {
  const programs = PROGRAMS.filter((name) => existsSync(join(dist, 'src', `${name}.js`)));
  if (programs.length === 0) return; // a project of other programs
  const imports = programs.map((name) => `'${name}': () => import('./src/${name}.js')`);
  const { outputFiles } = await build({
    stdin: { contents: `export const programs = { ${imports.join(', ')} };`, resolveDir: dist },
    outfile: bundleFile,
    ...{ bundle: true, keepNames: true, format: 'esm', platform: 'node', target: 'node20' },
    ...{ sourcemap: 'inline', sourcesContent: false, logLevel: 'warning', write: false },
    plugins: [bundlePackages(), bundleOwnModules],
  });
  const [{ text }] = outputFiles;
  if (!text.includes(KEEP_NAME)) throw new Error('esbuild keeps the names of functions in an unknown way.');
  // In a second step, because the programs await at their top level, which CommonJS cannot.
  const { code, map } = await transform(text.replace(KEEP_NAME, KEEP_CLASS_NAME), {
    ...{ format: 'cjs', platform: 'node', target: 'node20', sourcefile: 'bundle.js' },
    ...{ sourcemap: true, sourcesContent: false, logLevel: 'warning', ...WRAPPER },
    // A script cannot import(). Packages in the bundle do so with optional packages, which are not installed, and TypeORM with
    // entities and migrations that are given as files, which ours are not.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '__url' },
  });
  writeFileSync(bundleFile, inAscii(code));
  writeFileSync(`${bundleFile}.map`, map);
  copyFileSync(join(import.meta.dirname, 'bundle-loader.mjs'), loader);
  for (const name of programs) {
    const file = join(dist, 'src', `${name}.js`);
    const address = relative(dirname(file), loader);
    writeFileSync(file, `import { programs } from '${address}';\n\nawait programs['${name}']();\n`);
    rmSync(`${file}.map`, { force: true });
  }
  // Of the programs, this one needs neither a database nor a port. It calls nearly everything that a start calls.
  execFileSync(process.execPath, ['--input-type=module', '-e', WRITE_CACHE], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '' }, // V8 rejects code that was compiled with other options
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}
