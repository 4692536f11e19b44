import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** What the check keeps between runs: images, and the file system of Debian. */
export const FOLDER = process.env.IMAGE_CHECK_FOLDER ?? '/var/tmp/voice-api-image-check';
const STORAGE = ['--storage-driver', 'vfs', '--root', join(FOLDER, 'storage'), '--runroot', join(FOLDER, 'run')];

/** The certificates of this machine: behind a proxy that inspects TLS, the build needs its authority. */
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
const TOOLS = ['buildah', 'debootstrap', 'unshare', 'chroot'];

/** @returns {string | undefined} Why this machine cannot check the image; `undefined` if it can. */
export function problem() {
  const missing = TOOLS.filter((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).error);
  if (process.platform === 'linux' && process.getuid() === 0 && missing.length === 0) return undefined;
  return 'The image can be checked on Linux, as root, with the packages buildah and debootstrap: apt-get install buildah debootstrap';
}

/** @returns {string} What it prints on stdout. */
export const buildah = (command, ...args) =>
  execFileSync('buildah', [...STORAGE, command, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 30,
  }).trim();

/** The bases of the Dockerfile, of Debian's packages and npm's: a registry of images is not needed. */
export function makeBases({ node }) {
  mkdirSync(FOLDER, { recursive: true });
  const rootFileSystem = join(FOLDER, 'debian');
  if (!existsSync(join(rootFileSystem, 'etc/debian_version'))) {
    execFileSync('debootstrap', ['--variant=minbase', 'bookworm', rootFileSystem], { stdio: 'inherit' });
  }
  const packages = join(FOLDER, 'packages');
  const architecture = `node-linux-${process.arch}`;
  const install = ['install', '--prefix', packages, '--no-audit', '--no-fund', '--ignore-scripts', '--silent'];
  execFileSync('npm', [...install, `${architecture}@${node}`, 'npm@10'], { stdio: 'inherit' });

  commit('scratch', 'localhost/debian', (container) => void buildah('copy', '-q', container, rootFileSystem, '/'));
  commit('localhost/debian', 'localhost/node', (container) => {
    const copy = (from, to) => void buildah('copy', '-q', container, from, to);
    copy(join(packages, `node_modules/${architecture}/bin/node`), '/usr/local/bin/node');
    copy(join(packages, 'node_modules/npm'), '/usr/local/lib/node_modules/npm');
    const link = 'ln -sf ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && chmod +x /usr/local/bin/npm';
    buildah('run', '--isolation', 'chroot', container, '--', 'sh', '-c', link);
    if (!existsSync(CERTIFICATES)) return;
    copy(CERTIFICATES, CERTIFICATES);
    buildah('config', '--env', `NODE_EXTRA_CA_CERTS=${CERTIFICATES}`, container);
  });
}

function commit(from, name, change) {
  const container = buildah('from', from);
  change(container);
  buildah('commit', '-q', '--rm', container, name);
}

/** Builds the image of the Dockerfile on these bases. */
export function buildImage(name) {
  const bases = ['--build-arg', 'NODE_IMAGE=localhost/node', '--build-arg', 'RUNTIME_IMAGE=localhost/debian'];
  // Docker's format has the health check; OCI's has none.
  const flags = ['--isolation', 'chroot', '--format', 'docker', '--build-arg', 'BUILD_COMMIT=image-check', ...bases];
  // npm can open more files at once than the 1,024 of buildah's default.
  buildah('bud', ...flags, '--ulimit', 'nofile=4096:4096', '--tag', name, '.');
}
