import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs the command of the image as a container engine does: as its user, as process 1 of a process namespace, and on a root
 * file system that is read-only. The network is this machine's.
 */
export class Container {
  output = '';
  #child;

  /**
   * @param {string} root The mounted file system of the image.
   * @param {object} config The image's own `config`, as `buildah inspect` shows it.
   * @param {Record<string, string>} env Added to the image's environment.
   * @param {string} secrets A folder, seen as /run/secrets.
   */
  constructor(root, config, env, secrets) {
    this.root = root;
    this.config = config;
    this.env = [...config.Env, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
    const mounts = [
      `mount --bind ${root} ${root}`,
      `mount -t proc proc ${root}/proc`,
      `mount -t tmpfs -o mode=755 tmpfs ${root}/run && mkdir ${root}/run/secrets`,
      `mount --bind ${secrets} ${root}/run/secrets`,
      ...Object.keys(config.Volumes ?? {}).map((path) => {
        const owner = config.User.replace(':', ',gid=');
        return `mount -t tmpfs -o mode=700,uid=${owner} tmpfs ${root}${path}`;
      }),
      `mount -o remount,bind,ro ${root}`,
    ];
    const script = `${mounts.join(' && ')} && exec "$@"`;
    const flags = ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', script, 'sh'];
    this.#child = spawn('unshare', [...flags, ...this.#inRoot(config.Cmd)], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.ended = new Promise((resolve) => this.#child.on('close', resolve));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on('data', (chunk) => (this.output += chunk));
    }
  }

  /** The exit code of the image's health check. */
  health() {
    const [, ...command] = this.config.Healthcheck.Test;
    return this.run(...command);
  }

  /** Runs a command in the file system of the container. @returns Its exit code. */
  run(...command) {
    const [program, ...args] = this.#inRoot(command);
    // By way of /proc, as the mounts of the container are seen only there.
    const child = spawn('nsenter', ['--mount', '--target', String(this.#pid()), program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Promise((resolve) => child.on('close', resolve));
  }

  /** Waits until the health check succeeds. */
  async becomesHealthy() {
    for (let look = 0; look < 300; look++) {
      await sleep(200);
      if (this.#child.exitCode !== null) break;
      // Not before the mounts are made: the root file system cannot become read-only while a health check has files open.
      if (this.process().name !== 'sh' && (await this.health()) === 0) return;
    }
    throw new Error(`The container is not healthy. It printed:\n${this.output}`);
  }

  /** The user id and the name of process 1. */
  process() {
    const status = readFileSync(`/proc/${this.#pid()}/status`, 'utf8');
    const field = (name) => status.match(new RegExp(`^${name}:\\s*(.*)$`, 'm'))?.[1].split('\t');
    return { name: field('Name')[0], uid: field('Uid')[0], pid: field('NSpid')?.at(-1) };
  }

  /** Sends a signal to process 1. @returns The exit code. */
  end(signal) {
    process.kill(this.#pid(), signal);
    return this.ended;
  }

  /** Ends what has not ended. */
  kill() {
    this.#child.kill('SIGKILL'); // unshare ends process 1 with it
  }

  #pid() {
    return Number(execFileSync('pgrep', ['--parent', String(this.#child.pid)], { encoding: 'utf8' }));
  }

  #inRoot(command) {
    const start = ['chroot', `--userspec=${this.config.User}`, this.root, 'env', '-i', '-C', this.config.WorkingDir];
    return [...start, ...this.env, ...command];
  }
}
