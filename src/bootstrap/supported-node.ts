import { buildInfo } from '../common/build-info.js';

/**
 * @param node `MAJOR.MINOR.PATCH`.
 * @param supported `engines.node` of package.json: `>=MAJOR.MINOR`.
 * @returns Why this version of Node.js cannot run the service, as one line; `undefined` if it can.
 */
export function nodeProblem(node = process.versions.node, supported = buildInfo.supportedNode): string | undefined {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const [minMajor = 0, minMinor = 0] = supported.replace('>=', '').split('.').map(Number);
  const isSupported = major > minMajor || (major === minMajor && minor >= minMinor);
  return isSupported ? undefined : `voice-api requires Node.js ${supported}; this is ${node}.`;
}
