// `npm run image:check`: builds the image without a container engine, runs it, and checks what an operator relies on. Takes
// some minutes. The bases and the layers stay in IMAGE_CHECK_FOLDER, by default below /var/tmp, for the next run.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildah, buildImage, makeBases, problem } from './buildah.mjs';
import { Container } from './container.mjs';

const IMAGE = 'localhost/voice-api';
const PORT = process.env.IMAGE_CHECK_PORT ?? '39000';
const PASSWORD = 'correct horse battery';

const reason = problem();
if (reason !== undefined) {
  console.error(reason);
  process.exit(1);
}

const secrets = mkdtempSync(join(tmpdir(), 'voice-api-secrets-'));
execFileSync('chmod', ['755', secrets]);
writeFileSync(join(secrets, 'admin_password'), `${PASSWORD}\n`, { mode: 0o644 });

makeBases({ node: '22' });
buildImage(IMAGE);
const { config } = JSON.parse(buildah('inspect', '--type', 'image', IMAGE)).Docker;
const mounted = buildah('from', IMAGE);
const root = buildah('mount', mounted);
const start = (env) => new Container(root, config, { PORT, ...env }, secrets);
const find = (...conditions) =>
  execFileSync('find', [root, '-xdev', ...conditions, '-printf', '%P\n'], { encoding: 'utf8' })
    .split('\n')
    .slice(0, -1);

let failed = 0;
async function check(name, test) {
  try {
    await test();
    console.log(`ok   ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAIL ${name}\n${error.message}`);
  }
}

try {
  await check('the image has no compiler, package manager, TypeScript, typings or source maps', () => {
    const programs = ['gcc', 'cc', 'c++', 'make', 'python3', 'npm', 'npx', 'yarn', 'tsc'].flatMap((name, index) => [
      ...(index === 0 ? [] : ['-o']),
      ...['-path', `*/bin/${name}`],
    ]);
    assert.deepEqual(find('(', ...programs, ')'), []);
    assert.deepEqual(find('-path', '*/app/*', '-regex', String.raw`.*\.\([cm]?ts\|map\)`), []);
    assert.deepEqual(find('-path', '*/node_modules/typescript'), []);
  });
  await check('its user is not root, and owns nothing but the folder of the data', () => {
    assert.match(config.User, /^[1-9]\d*:[1-9]\d*$/);
    assert.deepEqual(find('-uid', config.User.split(':')[0]), ['app/data']);
  });
  await check('on a read-only root file system it becomes healthy, serves, and ends in order at SIGTERM', async () => {
    const container = start({ ADMIN_PASSWORD_FILE: '/run/secrets/admin_password' });
    try {
      await container.becomesHealthy();
      const { name, uid, pid } = container.process();
      assert.deepEqual([name, uid, pid], ['node', config.User.split(':')[0], '1']);
      assert.notEqual(await container.run('touch', '/app/dist/file'), 0);
      const authorization = `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}`;
      const headers = { authorization, 'content-type': 'application/json' };
      const body = JSON.stringify({ purpose: 'image check' });
      const response = await fetch(`http://127.0.0.1:${PORT}/ai/sessions`, { method: 'POST', headers, body });
      assert.equal(response.status, 200, await response.text());
      assert.equal(await container.run('sh', '-c', 'test "$(stat -c %a data/voice.db)" = 600'), 0);
      assert.equal(await container.end('SIGTERM'), 0, container.output);
      assert.ok(!container.output.includes(PASSWORD));
    } finally {
      container.kill();
    }
  });
  await check('it ends at SIGTERM while it waits for its database, too', async () => {
    const container = start({ DATABASE_URL: 'postgres://voice@127.0.0.1:1/voice' });
    try {
      for (let look = 0; !container.output.includes('Trying again') && look < 300; look++) await sleep(100);
      assert.equal(await container.end('SIGTERM'), 128 + 15, container.output);
    } finally {
      container.kill();
    }
  });
  await check('a secret that is not there ends the start with one line', async () => {
    const container = start({ JWT_SECRET_FILE: '/run/secrets/missing' });
    assert.equal(await container.ended, 1);
    assert.equal(container.output, 'JWT_SECRET_FILE must be the path of a file that can be read\n');
  });
  const size = execFileSync('du', ['--summarize', '--one-file-system', '--block-size=M', join(root, 'app')], {
    encoding: 'utf8',
  });
  console.log(`The folder of the service has ${size.split('\t')[0]}B.`);
} finally {
  buildah('rm', mounted);
  rmSync(secrets, { recursive: true });
}
process.exitCode = failed === 0 ? 0 : 1;
