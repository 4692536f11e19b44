import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { compile, COMPILERS, installClient, packClient, run } from '../support/client-package.js';
import { temporaryFolder } from '../support/service-process.js';

/** The packages of every Nest app. */
const NEST = ['@nestjs/common', '@nestjs/core', 'reflect-metadata', 'rxjs'];

describe('the package voice-api-client', () => {
  let folder: string;
  let installed: string;
  let files: string[];
  beforeAll(async () => {
    folder = temporaryFolder();
    await installClient(folder, await packClient(), [...NEST, '@types/node']);
    installed = join(folder, 'node_modules/voice-api-client');
    files = readdirSync(installed, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1));
  });

  const importsIn = (file: string): string[] =>
    [...readFileSync(join(installed, file), 'utf8').matchAll(/(?:from |import\(|import )'([^']+)'/g)].map(
      ([, name = '']) => name,
    );

  it('has the code of the client, two declaration files, a manifest and a README', () => {
    const isExpected = /^((client|common(\/routes)?)\/[\w.-]+\.js|(index|terminus)\.d\.ts|package\.json|README\.md)$/;
    expect(files.filter((file) => !isExpected.test(file))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['client/index.js', 'client/terminus.js', 'index.d.ts']));
  });

  it('has the version of the service, and only peer dependencies', () => {
    const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    const manifest = read(join(installed, 'package.json'));
    expect(manifest.version).toBe(read('package.json').version);
    expect(manifest).not.toHaveProperty('dependencies');
    expect(Object.keys(manifest.peerDependencies as object)).toEqual([
      ...['@nestjs/common', '@nestjs/core', '@nestjs/microservices', '@nestjs/terminus', 'reflect-metadata', 'rxjs'],
    ]);
  });

  it('imports only its own files, Node and its peers, and optional peers only on use', () => {
    const outside = (of: readonly string[]): string[] =>
      [...new Set(of.flatMap(importsIn))].filter(
        (name) => !name.startsWith('.') && !builtinModules.includes(name.replace('node:', '')),
      );
    const needed = files.filter((file) => !/terminus|open-transport|README/.test(file));
    expect(outside(needed).toSorted()).toEqual(['@nestjs/common', 'rxjs']);
    expect(outside(['client/terminus.js', 'terminus.d.ts']).toSorted()).toEqual(['@nestjs/common', '@nestjs/terminus']);
    expect(readFileSync(join(installed, 'client/open-transport.js'), 'utf8')).not.toMatch(/^import .*microservices/m);
  });

  it.each(COMPILERS)(
    'compiles with %s, strictly and with libraries checked, without optional peers',
    async (compiler) => {
      writeFileSync(
        join(folder, 'desk.ts'),
        `import { AISessionsClient, AISessionsClientModule, type AISessionInfo, type NewAISession } from 'voice-api-client';
      AISessionsClientModule.register({ transport: 'http://127.0.0.1', credentials: { apiKey: 'vk_1' } });
      export async function first(sessions: AISessionsClient, request: NewAISession): Promise<AISessionInfo> {
        const { etag, id } = await sessions.create(request);
        await sessions.patch(id, { purpose: null }, { ifMatch: etag });
        for await (const session of sessions.all()) return session;
        return sessions.get(id);
      }
      // @ts-expect-error a session has no such member
      export const wrong: NewAISession = { purposes: '' };
      // @ts-expect-error either, and not none
      AISessionsClientModule.register({ transport: 'http://127.0.0.1', credentials: {} });`,
      );
      const compilerOptions = {
        ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true, types: ['node'] },
        ...{ module: 'nodenext', target: 'es2023' },
      };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['desk.ts'] }));
      await compile(folder, compiler);
    },
  );

  it('runs without optional peers, and names the one that messages need', async () => {
    const script = `import 'reflect-metadata';
      import { NestFactory } from '@nestjs/core';
      import { AISessionsClientModule } from 'voice-api-client';
      for (const transport of ['http://127.0.0.1:1', 'nats://127.0.0.1:1']) {
        const client = AISessionsClientModule.register({ transport, credentials: { apiKey: 'vk_1' } });
        await NestFactory.createApplicationContext(client, { logger: false, abortOnError: false })
          .then(() => console.log('started'), (error) => console.log(error.message));
      }`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });
    expect(stdout).toBe('started\nA transport by nats:// needs the package @nestjs/microservices.\n');
  });
});
