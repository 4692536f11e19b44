import { buildInfo } from '../common/build-info.js';

/**
 * @param node `MAJOR.MINOR.PATCH`.
 * @param supported `engines.node` of package.json, as {@link isSupported} reads it.
 * @returns Why this version of Node.js cannot run the service, as one line; `undefined` if it can.
 */
export function nodeProblem(node = process.versions.node, supported = buildInfo.supportedNode): string | undefined {
  return isSupported(node, supported) ? undefined : `voice-api requires Node.js ${supported}; this is ${node}.`;
}

/** @param ranges `^MAJOR.MINOR` for one major version, or `>=MAJOR.MINOR`; several have `||` between them. */
export function isSupported(node: string, ranges: string): boolean {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  return ranges.split('||').some((range) => {
    const [minMajor = 0, minMinor = 0] = range
      .replace(/[^\d.]/g, '')
      .split('.')
      .map(Number);
    return major === minMajor ? minor >= minMinor : major > minMajor && range.includes('>=');
  });
}
