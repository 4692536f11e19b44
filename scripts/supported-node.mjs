// The development counterpart of src/bootstrap/supported-node.ts, for what runs before there is a build. Both read `engines`.
import { readFileSync } from 'node:fs';

/** Ends the process with one line if `engines` in package.json does not allow this version of Node.js. */
export function requireSupportedNode() {
  const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  if (isSupported(process.versions.node, engines.node)) return;
  process.stderr.write(`voice-api requires Node.js ${engines.node}; this is ${process.versions.node}.\n`);
  process.exit(1);
}

/** The same as in src/bootstrap/supported-node.ts. */
export function isSupported(node, ranges) {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  return ranges.split('||').some((range) => {
    const [minMajor = 0, minMinor = 0] = range
      .replace(/[^\d.]/g, '')
      .split('.')
      .map(Number);
    return major === minMajor ? minor >= minMinor : major > minMajor && range.includes('>=');
  });
}
