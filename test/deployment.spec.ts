import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { readEnv } from '../src/config/env.js';
import { SECRET_SETTINGS } from '../src/config/secret-files.js';
import { describeIf } from './support/describe-if.js';
import { temporaryFolder } from './support/run-folder.js';

/** Whatever a deployment may set. */
const SETTINGS = [...Object.keys(readEnv({})), ...SECRET_SETTINGS.map((name) => `${name}_FILE`)];
const notSettings = (names: string[]): string[] => names.filter((name) => !SETTINGS.includes(name));

const textOf = (file: string): string => readFileSync(file, 'utf8');

/** `describe`, if this machine has a program. */
const describeWith = (program: string, skipped: string): ReturnType<typeof describeIf> =>
  describeIf(spawnSync(program, ['--help']).error === undefined, skipped);

describe('the image', () => {
  const lines = textOf('Dockerfile').split('\n');
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM')));
  const instruction = (name: string): string[] =>
    last.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));

  it('has bases that are arguments', () => {
    const bases = lines.filter((line) => line.startsWith('FROM')).map((line) => line.split(' ')[1]);
    expect(new Set(bases)).toEqual(new Set(['${NODE_IMAGE}', '${RUNTIME_IMAGE}']));
  });

  it('runs node itself, as a user that is not root, with a health check', () => {
    expect(instruction('CMD')).toEqual(['["node", "dist/src/main.js"]']);
    expect(instruction('USER')).toEqual([expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/)]);
    expect(instruction('HEALTHCHECK')).toEqual([expect.stringContaining('CMD ["node", "bin/health.mjs"]')]);
    expect(instruction('RUN')).toEqual([]); // nothing is installed
  });

  it('sets settings that exist', () => {
    const names = instruction('ENV').flatMap((line) => line.split(' ').map((part) => part.split('=')[0] ?? ''));
    expect(names).not.toEqual([]);
    expect(notSettings(names)).toEqual([]);
  });

  it('is built from the files that .dockerignore lets through', () => {
    const allowed = [...textOf('.dockerignore').matchAll(/^!(.*)$/gm)].map(([, name = '']) => name);
    const copied = lines
      .filter((line) => /^COPY (?!--from)/.test(line))
      .flatMap((line) => line.split(' ').slice(1, -1));
    expect(copied.filter((name) => name !== '.' && !allowed.includes(name))).toEqual([]);
  });
});

interface ComposeService {
  environment?: Record<string, string>;
  secrets?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: object;
}

describe('compose.yaml', () => {
  const compose = parse(textOf('compose.yaml')) as {
    services: Record<string, ComposeService>;
    secrets: Record<string, { file: string }>;
  };
  const { environment = {}, depends_on = {}, secrets = [] } = compose.services.service ?? {};

  it('sets settings that exist, and secrets by file alone', () => {
    expect(notSettings(Object.keys(environment))).toEqual([]);
    expect(Object.keys(environment).filter((name) => SECRET_SETTINGS.some((secret) => secret === name))).toEqual([]);
  });

  it('starts the service after what it needs is healthy', () => {
    expect(Object.keys(depends_on).toSorted()).toEqual(['nats', 'postgres']);
    for (const [name, { condition }] of Object.entries(depends_on)) {
      expect([name, condition]).toEqual([name, 'service_healthy']);
      expect(compose.services[name]).toHaveProperty('healthcheck');
    }
  });

  it('uses the secrets that deploy/compose-up makes once, where others cannot read them', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'deploy'));
    mkdirSync(join(folder, 'bin'));
    copyFileSync('deploy/compose-up', join(folder, 'deploy/compose-up'));
    writeFileSync(join(folder, 'bin/docker'), '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
    const env = { PATH: `${folder}/bin:${process.env.PATH ?? ''}` };
    const up = (): string => execFileSync(join(folder, 'deploy/compose-up'), { env, encoding: 'utf8' });
    expect(up()).toBe('compose up --build --detach --wait\n');

    const made = join(folder, 'deploy/secrets');
    expect((statSync(made).mode & 0o777).toString(8)).toBe('700');
    const contents = (): string[][] => readdirSync(made).map((name) => [name, textOf(join(made, name))]);
    const first = contents();
    expect(first.map(([name]) => name)).toEqual(Object.keys(compose.secrets).toSorted());
    expect(Object.values(compose.secrets).map(({ file }) => file)).toEqual(
      Object.keys(compose.secrets).map((name) => `deploy/secrets/${name}`),
    );
    up();
    expect(contents()).toEqual(first);

    // As the service reads them in its container.
    const inContainer = (path: string): string => join(made, basename(path));
    const files = Object.entries(environment).filter(([name]) => name.endsWith('_FILE'));
    expect(files.map(([, path]) => basename(path)).toSorted()).toEqual(secrets.toSorted());
    const read = readEnv(Object.fromEntries(files.map(([name, path]) => [name, inContainer(path)])));
    expect(read.DATABASE_URL).toContain(textOf(join(made, 'database_password')).trim());
    expect(textOf(join(made, 'nats_config'))).toContain(new URL(read.TRANSPORT_URL ?? '').password);
  });
});

interface Container {
  image: string;
  env: { name: string; value: string }[];
  volumeMounts: { mountPath: string }[];
  resources: object;
  securityContext: object;
  startupProbe?: { httpGet: { path: string } };
  livenessProbe?: { httpGet: { path: string } };
  readinessProbe?: { httpGet: { path: string } };
}

interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  data?: Record<string, string>;
  spec: { selector?: object; template: { spec: { containers: Container[]; securityContext: object } } };
}

describeWith(
  'kubectl',
  'the manifests for Kubernetes, which kubectl renders. To run it: install kubectl 1.24 or later',
)('the manifests for Kubernetes, as kustomize renders them', () => {
  let manifests: Manifest[];
  let containers: Container[];
  beforeAll(() => {
    const rendered = execFileSync('kubectl', ['kustomize', 'deploy/kubernetes/overlays/production'], {
      encoding: 'utf8',
    });
    manifests = parseAllDocuments(rendered).map((document) => document.toJS() as Manifest);
    containers = [...containersOf('Deployment'), ...containersOf('Job')];
  });
  const one = (kind: string): Manifest => {
    const found = manifests.filter((manifest) => manifest.kind === kind);
    expect(found).toHaveLength(1);
    return found[0] as Manifest;
  };
  const containersOf = (kind: string): Container[] => one(kind).spec.template.spec.containers;

  it('have a deployment, a migration job, a disruption budget, a service and an ingress, in one namespace', () => {
    for (const kind of ['Deployment', 'Job', 'PodDisruptionBudget', 'Service', 'Ingress', 'ConfigMap']) {
      expect(one(kind).metadata.namespace).toBe('voice-api');
    }
    const selected = { 'app.kubernetes.io/name': 'voice-api' };
    expect(one('Service').spec.selector).toMatchObject(selected);
    expect(one('Deployment').spec.selector).toMatchObject({ matchLabels: selected });
  });

  it('set settings that exist, and secrets by files of the mounted Secret', () => {
    const env = containers.flatMap(({ env }) => env);
    expect(notSettings([...env.map(({ name }) => name), ...Object.keys(one('ConfigMap').data ?? {})])).toEqual([]);
    const files = env.filter(({ name }) => name.endsWith('_FILE'));
    expect(files.map(({ name }) => name)).toContain('TRANSPORT_URL_FILE'); // the overlay's patch adds, not replaces
    const path = containers[0]?.volumeMounts[0]?.mountPath ?? 'none';
    expect(files.filter(({ value }) => !value.startsWith(`${path}/`))).toEqual([]);
  });

  it('run the image without root and without a file system to write to, within limits', () => {
    expect(containers).toHaveLength(2);
    for (const { image, securityContext, resources } of containers) {
      expect(image).toBe('registry.example/voice-api:0.1.0');
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
      });
      expect(resources).toMatchObject({
        requests: { memory: expect.any(String) },
        limits: { memory: expect.any(String) },
      });
    }
    for (const kind of ['Deployment', 'Job']) {
      expect(one(kind).spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true });
    }
  });

  it('probe paths that the service has', () => {
    const [service] = containersOf('Deployment');
    const paths = (parse(textOf('openapi.json')) as { paths: object }).paths;
    const probed = [service?.startupProbe, service?.livenessProbe, service?.readinessProbe];
    expect(probed.map((probe) => probe?.httpGet.path)).toEqual(['/health/live', '/health/live', '/health/ready']);
    for (const probe of probed) expect(Object.keys(paths)).toContain(probe?.httpGet.path);
  });
});

describeWith('promtool', 'the alert rules, which promtool checks. To run it: apt-get install prometheus')(
  'the alert rules for Prometheus',
  () => {
    const promtool = (...args: string[]): unknown => {
      const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
      return { status, output: `${stdout}${stderr}` };
    };

    it('are loaded by the configuration', () => {
      expect(promtool('check', 'config', 'deploy/prometheus/prometheus.yaml')).toMatchObject({
        status: 0,
        output: expect.stringMatching(/\d+ rules found/),
      });
    });

    it('fire when they should, and not before', () => {
      const folder = temporaryFolder();
      copyFileSync('deploy/prometheus/alerts.yaml', join(folder, 'alerts.yaml'));
      copyFileSync('test/alerts.promtool.yaml', join(folder, 'tests.yaml'));
      expect(promtool('test', 'rules', join(folder, 'tests.yaml'))).toMatchObject({ status: 0 });
    });
  },
);

describe('the unit for systemd', () => {
  const unit = textOf('deploy/systemd/voice-api.service');

  it('sets settings that exist, and secrets by file alone', () => {
    const names = [...unit.matchAll(/^Environment=(\w+)=/gm)].map(([, name = '']) => name);
    expect(names).toContain('ADMIN_PASSWORD_FILE');
    expect(notSettings(names)).toEqual([]);
  });

  describeWith('systemd-analyze', 'the unit, which systemd-analyze checks. To run it: apt-get install systemd')(
    '',
    () => {
      const file = join(temporaryFolder(), 'voice-api.service');
      // Node.js may be elsewhere on this machine.
      writeFileSync(file, unit.replace('/usr/bin/node', process.execPath));
      const analyze = (...args: string[]): { status: number | null; output: string } => {
        const { status, stdout, stderr } = spawnSync('systemd-analyze', [...args, file], { encoding: 'utf8' });
        return { status, output: `${stdout}${stderr}` };
      };

      it('is one that systemd accepts without a warning', () => {
        expect(analyze('verify')).toEqual({ status: 0, output: '' });
      });

      it('exposes little: 3.5 of 10 at most', () => {
        expect(analyze('security', '--offline=yes', '--threshold=35', '--no-pager')).toMatchObject({
          status: 0,
          output: expect.stringContaining('Overall exposure level'),
        });
      });
    },
  );
});
