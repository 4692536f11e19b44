import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What runs: the version of package.json, and the commit that was built. */
export interface BuildInfo {
  readonly version: string;
  /** Absent if the build knew no commit: neither Git nor `BUILD_COMMIT` was there. */
  readonly commit?: string;
  /** `engines.node` of package.json: the versions of Node.js that can run the service. */
  readonly supportedNode: string;
}

// Not import.meta.dirname: a Node.js that is too old, and about to be refused, may not have it.
const ownFolder = dirname(fileURLToPath(import.meta.url));

/** @param folder Where to look for package.json; if it is not there, in the folders above. */
export function readBuildInfo(folder = ownFolder): BuildInfo {
  const packageFile = join(folder, 'package.json');
  if (!existsSync(packageFile)) return readBuildInfo(dirname(folder));
  const { version, engines } = readJson(packageFile) as { version: string; engines: { node: string } };
  const buildFile = join(folder, 'dist/build.json');
  const { commit } = existsSync(buildFile) ? (readJson(buildFile) as Pick<BuildInfo, 'commit'>) : {};
  return Object.freeze({ version, ...(commit !== undefined && { commit }), supportedNode: engines.node });
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** The build that this process runs, read once. */
export const buildInfo = readBuildInfo();

/** The version for people: `0.1.0`, or `0.1.0 (COMMIT)`. */
export const buildText = ({ version, commit }: BuildInfo = buildInfo): string =>
  commit === undefined ? version : `${version} (${commit})`;
