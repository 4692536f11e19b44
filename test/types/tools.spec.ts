import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { hasMono, MONO } from '../oracle/oracle.js';
import { PASSWORD } from '../support/app.js';
import { tsc } from '../support/client-package.js';
import { describeIf } from '../support/describe-if.js';
import { ServiceProcess, temporaryFolder } from '../support/service-process.js';
import { vector } from '../support/vectors.js';
import { JAVA_STUBS } from './stubs/java-client.js';

let service: ServiceProcess;
beforeAll(async () => {
  service = await ServiceProcess.start({ DATABASE_URL: 'sqlite::memory:', ADMIN_PASSWORD: PASSWORD });
});
afterAll(() => service.end('SIGTERM'));

const stub = (name: string): string => resolve('test/types/stubs', name);
const works = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;

/** Saves the whole reference in an empty folder. */
async function saveReference(language: string, file: string): Promise<string> {
  const folder = temporaryFolder();
  // A connection of its own: while a compiler blocks this process, the service closes those that are idle.
  const response = await fetch(`${service.url}/types/${language}`, { headers: { connection: 'close' } });
  writeFileSync(join(folder, file), await response.text());
  return folder;
}

/** Runs a program in a folder, and fails with its output if it fails. */
function run(folder: string, program: string, ...args: string[]): string {
  const options = { cwd: folder, encoding: 'utf8', env: { PATH: process.env.PATH } } as const;
  const { status, stdout, stderr }: SpawnSyncReturns<string> = spawnSync(program, args, options);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

describe('ServiceStack’s tool', () => {
  it.each([
    ['typescript', 'dtos.ts', '//'],
    ['typescriptd', 'dtos.d.ts', '//'],
    ['csharp', 'dtos.cs', '//'],
    ['java', 'dtos.java', '//'],
    ['kotlin', 'dtos.kt', '//'],
    ['swift', 'dtos.swift', '//'],
    ['dart', 'dtos.dart', '//'],
    ['fsharp', 'dtos.fs', '//'],
    ['vbnet', 'dtos.vb', "''"],
  ])('%s-ref adds a reference, and refreshes it by the options in its header', async (tool, file, mark) => {
    const folder = temporaryFolder();
    const path = join(folder, file);
    // The tool reports its use to its maker unless it is told not to. It needs no answer from this process meanwhile.
    const ref = async (...args: string[]): Promise<void> => {
      const env = { PATH: process.env.PATH, SERVICESTACK_TELEMETRY_OPTOUT: '1' };
      const program = resolve(`node_modules/@servicestack/cli/bin/${tool}-ref.js`);
      const child = spawn(process.execPath, [program, ...args], { cwd: folder, env, stdio: 'ignore' });
      expect(await once(child, 'close')).toEqual([0, null]);
    };
    await ref(service.url);
    expect(readFileSync(path, 'utf8')).toContain('ListAISessions');
    const edited = readFileSync(path, 'utf8').replace(`${mark}IncludeTypes: `, 'IncludeTypes: NewAISession.*');
    writeFileSync(path, edited);
    await ref(file);
    const refreshed = readFileSync(path, 'utf8');
    expect(refreshed).toMatch(/^'?IncludeTypes: NewAISession\.\*$/m);
    expect(refreshed).toContain('AISessionInfo');
    expect(refreshed).not.toContain('ListAISessions');
  });
});

describe('the reference in TypeScript', () => {
  it('compiles under strict, and creates, patches and lists with ServiceStack’s client', async () => {
    const folder = await saveReference('typescript', 'dtos.ts');
    copyFileSync('test/clients/servicestack/with-reference.ts', join(folder, 'with-reference.ts'));
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const compilerOptions = { target: 'es2022', module: 'nodenext', strict: true, types: ['node'], outDir: 'out' };
    const files = ['dtos.ts', 'with-reference.ts'];
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    run(folder, process.execPath, tsc(), '-p', '.');
    const output = run(folder, process.execPath, 'out/with-reference.js', service.url, PASSWORD);
    expect(JSON.parse(output)).toEqual(['created', 'patched', ['patched'], 1, 'admin']);
  });

  it('compiles as declarations', async () => {
    const folder = await saveReference('typescript.d', 'dtos.d.ts');
    run(folder, process.execPath, tsc(), '--strict', '--noEmit', 'dtos.d.ts');
  });
});

describe('the reference in JavaScript', () => {
  it('is a module whose classes know their method and response', async () => {
    const folder = await saveReference('mjs', 'dtos.mjs');
    const program = `const { GetAccount } = await import('./dtos.mjs');
      const request = new GetAccount({ accountId: 'a' });
      console.log(request.accountId, request.getTypeName(), request.getMethod(), request.createResponse().constructor.name);`;
    writeFileSync(join(folder, 'program.mjs'), program);
    expect(run(folder, process.execPath, 'program.mjs')).toBe('a GetAccount GET AccountInfo\n');
  });
});

describeIf(hasMono(), `the generated C#. To run it: ${MONO}`)('the reference in C#', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await saveReference('csharp', 'dtos.cs');
    const references = ['System.Runtime.Serialization', 'System.Xml'].map((name) => `-r:${name}.dll`);
    run(folder, 'mcs', ...references, '-out:rewrite.exe', 'dtos.cs', stub('ServiceStack.cs'), stub('Rewrite.cs'));
  });

  it.each([
    ['ai-session-info.full', 'AISessionInfo'],
    ['ai-session-info.nulls', 'AISessionInfo'],
    ['list-ai-sessions.two', 'ListResponseOfAISessionInfokPYUDTdt'],
    ['patch-ai-session.request', 'PatchAISession'],
  ])('writes the XML of %s as this service does', (name, type) => {
    const xml = vector(name);
    const { stdout, stderr } = spawnSync('mono', ['rewrite.exe', type], { cwd: folder, input: xml, encoding: 'utf8' });
    expect([stdout, stderr]).toEqual([xml, '']);
  });
});

const JAVAC = 'the generated Java. To run it: apt-get install default-jdk-headless';
describeIf(works('javac', '-version'), JAVAC)('the reference in Java', () => {
  it('compiles', async () => {
    const folder = await saveReference('java', 'dtos.java');
    for (const [path, content] of Object.entries(JAVA_STUBS)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    run(folder, 'javac', '-d', 'out', 'dtos.java', ...Object.keys(JAVA_STUBS));
  });
});

describeIf(works('php', '-v'), 'the generated PHP. To run it: apt-get install php-cli')('the reference in PHP', () => {
  it('has no syntax errors', async () => {
    run(await saveReference('php', 'dtos.php'), 'php', '-l', 'dtos.php');
  });
});

const PYTHON = '/usr/bin/python3';
describeIf(works(PYTHON, '-V'), 'the generated Python. To run it: apt-get install python3')(
  'the reference in Python',
  () => {
    it('compiles', async () => {
      run(await saveReference('python', 'dtos.py'), PYTHON, '-m', 'py_compile', 'dtos.py');
    });
  },
);

const PACKAGES = 'python3-dataclasses-json python3-marshmallow';
const hasPackages = works(PYTHON, '-c', 'import dataclasses_json, marshmallow');
const describeImported = describeIf(
  hasPackages,
  `importing the generated Python. To run it: apt-get install ${PACKAGES}`,
);
describeImported('the reference in Python, imported', () => {
  it('writes and reads the JSON of this service', async () => {
    const folder = await saveReference('python', 'dtos.py');
    copyFileSync(stub('servicestack.py'), join(folder, 'servicestack.py'));
    const program = `from dtos import *
print(NewAISession(account_id='a').to_json())
print(ListAISessions.__orig_bases__ if hasattr(ListAISessions, '__orig_bases__') else '')
info = AISessionInfo.from_json('{"id":"1","accountName":"Acme","actions":[{"functionName":"f"}],"new":1}')
print(info.id, info.account_name, info.actions[0].function_name)
print(AIAccountUsage.from_json('{"accountId":"a","aiMinutes":2}').ai_minutes)
`;
    const lines = run(folder, PYTHON, '-c', program).split('\n');
    expect(lines[0]).toBe('{"accountId": "a", "purpose": null}');
    expect(lines[1]).toMatch(/IReturn\[dtos\.ListResponse\[dtos\.AISessionInfo\]\]/);
    expect(lines.slice(2, 4)).toEqual(['1 Acme f', '2']);
  });
});
