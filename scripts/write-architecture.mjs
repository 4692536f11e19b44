// `npm run docs:architecture`: writes the picture in docs/architecture.md from the imports between the folders of src.
// With `--check` it writes nothing and exits with 1 if the picture no longer matches the imports.
import { readFileSync, writeFileSync } from 'node:fs';
import { cruise } from 'dependency-cruiser';

const FILE = 'docs/architecture.md';
const BLOCK = /(?<=<!-- imports: begin[^>]*-->\n)[^]*?(?=<!-- imports: end -->)/;
/** Every folder may import it, so its arrows would say nothing. */
const IMPORTED_BY_ALL = 'common';

/** @returns The folders of src, each with the folders it imports and whether it imports types alone. */
async function readImports() {
  const { output } = await cruise(['src'], {
    includeOnly: '^src/',
    exclude: '\\.spec\\.ts$',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  });
  const imports = new Map();
  for (const { source, dependencies } of output.modules) {
    const targets = imports.get(folderOf(source)) ?? new Map();
    imports.set(folderOf(source), targets);
    for (const { resolved, dependencyTypes } of dependencies) {
      const target = folderOf(resolved);
      if (target === folderOf(source) || target === IMPORTED_BY_ALL) continue;
      targets.set(target, (targets.get(target) ?? true) && dependencyTypes.includes('type-only'));
    }
  }
  imports.delete(IMPORTED_BY_ALL);
  return new Map([...imports].toSorted(([a], [b]) => a.localeCompare(b)));
}

/** main.ts and app.module.ts belong to bootstrap: together they are what starts the service. */
const folderOf = (path) => /^src\/([^/]+)\//.exec(path)?.[1] ?? 'bootstrap';

/** Whether `to` can be reached from `from` without the direct import. */
function isIndirect(imports, from, to) {
  const seen = new Set();
  const queue = [...imports.get(from).keys()].filter((target) => target !== to);
  for (const folder of queue) {
    if (folder === to) return true;
    if (seen.has(folder)) continue;
    seen.add(folder);
    queue.push(...(imports.get(folder) ?? new Map()).keys());
  }
  return false;
}

/** The arrows that no other path of arrows implies, then every direct import as a list. */
function render(imports) {
  const arrows = [...imports].flatMap(([from, targets]) =>
    [...targets.keys()]
      .toSorted()
      .filter((to) => !isIndirect(imports, from, to))
      .map((to) => `  ${from} ${targets.get(to) ? '-. types .->' : '-->'} ${to}`),
  );
  const list = [...imports].map(([from, targets]) => {
    const names = [...targets.keys()].toSorted().map((to) => (targets.get(to) ? `${to} (types)` : to));
    return `- \`${from}\`: ${names.join(', ') || 'nothing'}`;
  });
  return ['', '```mermaid', 'flowchart TD', ...arrows, '```', '', 'Direct imports:', '', ...list, '', ''].join('\n');
}

const text = readFileSync(FILE, 'utf8');
if (!BLOCK.test(text)) throw new Error(`${FILE} has no markers for the picture.`);
const rendered = render(await readImports());
const written = text.replace(BLOCK, () => rendered);
if (!process.argv.includes('--check')) {
  writeFileSync(FILE, written);
} else if (written !== text) {
  console.error(`${FILE} does not match the imports: run \`npm run docs:architecture\`.`);
  process.exitCode = 1;
}
