// The development counterpart of src/bootstrap/supported-node.ts, for what runs before there is a build.
import { readFileSync } from 'node:fs';

/** Ends the process with one line if Node.js is older than `engines` in package.json. */
export function requireSupportedNode() {
  const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [minMajor, minMinor] = engines.node.replace('>=', '').split('.').map(Number);
  if (major > minMajor || (major === minMajor && minor >= minMinor)) return;
  process.stderr.write(`voice-api requires Node.js ${engines.node}; this is ${process.versions.node}.\n`);
  process.exit(1);
}
