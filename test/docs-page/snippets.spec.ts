import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { hasMono, MONO } from '../oracle/oracle.js';
import { PASSWORD } from '../support/app.js';
import { compile } from '../support/client-package.js';
import { describeDocsPage, useDocs } from '../support/docs-fixture.js';
import type { Form } from '../support/docs-page.js';
import { snippetFolder } from '../support/docs-snippets.js';
import { noteSkipped, temporaryFolder } from '../support/run-folder.js';

/** What each language would read as more than text, in a string of its own. */
const PURPOSE = 'It\'s "${x}" $HOME `id` \\n {0} ü\u{1F600} """';
const XML_PURPOSE = PURPOSE.replaceAll('"', '&quot;');

const HTTP_LIBRARY = '-r:System.Net.Http.dll';

const works = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;
const isRequired = process.env.CI === 'true';
/** Debian's packages are those of its own Python. */
const PYTHON = works('python3', '-c', 'import requests') ? 'python3' : '/usr/bin/python3';
const hasPython = isRequired || works(PYTHON, '-c', 'import requests');
const hasCSharp = isRequired || (hasMono() && hasHttpLibrary());
if (!hasPython) noteSkipped('The snippets in Python: install python3 and its package requests.');
if (!hasCSharp) noteSkipped(`The snippets in C#: ${MONO} libmono-system-net-http4.0-cil`);

/** Whether mcs finds the library of HttpClient, which Debian packs separately. */
function hasHttpLibrary(): boolean {
  const source = join(temporaryFolder(), 'empty.cs');
  writeFileSync(source, '');
  return works('mcs', '-target:library', HTTP_LIBRARY, source);
}

/** The requests whose snippets are run, and what each prints. */
const REQUESTS: readonly [name: string, form: Form, printed: string][] = [
  ['NewAISession', { body: JSON.stringify({ purpose: PURPOSE }, null, 2) }, JSON.stringify(PURPOSE)],
  [
    'NewAISession',
    {
      type: 'application/xml',
      body: `<NewAISession xmlns="http://schemas.datacontract.org/2004/07/Voice.Api.AI">\n<Purpose>${XML_PURPOSE}</Purpose></NewAISession>`,
    },
    '<AISessionInfo',
  ],
  ['NewAISession', { type: 'multipart/form-data' }, 'Summarise the calls of this week'],
  ['ListAISessions', { parameters: { countPerPage: '2', sortField: 'purpose' } }, '"items"'],
  ['PatchAISession', { parameters: { 'If-Match': '*' } }, 'Summarise the calls of last week'],
];

describeDocsPage('the snippets on the docs page', () => {
  const fixture = useDocs(['NewAISession', 'ListAISessions', 'PatchAISession']);
  /** Where npm has installed the client. */
  let folder: string;
  beforeAll(async () => {
    folder = await snippetFolder();
  });

  /** Runs a program with a password on its standard input, and the credentials of the snippets in its environment. */
  const run = (program: string, args: string[], key: string): string => {
    const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', VOICE_API_KEY: key, VOICE_API_PASSWORD: PASSWORD };
    // `setsid`: without a terminal, programs ask for the password on the standard input.
    const options = { cwd: folder, env, encoding: 'utf8', input: `${PASSWORD}\n` } as const;
    const { status, stdout, stderr } = spawnSync('setsid', ['--wait', program, ...args], options);
    if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`);
    return stdout;
  };

  /** What each snippet in TypeScript prints, by its file. The compiler takes seconds, so it runs once for all. */
  const modules = new Map<string, string>();

  it.each(['key', 'password'] as const)('run as they are shown, with a %s that they do not contain', async (kind) => {
    const { docs, key } = fixture;
    await docs.open();
    if (kind === 'password') await docs.signInAsAdmin();
    else await docs.signIn({ key });
    await docs.page.getByText('Signed in as admin (SystemAdministrator)').waitFor();
    for (const [at, [name, form, printed]] of REQUESTS.entries()) {
      expect(await docs.execute(name, form)).toMatchObject({ status: 200 });
      const operation = await docs.operation(name);
      const snippet = async (language: string): Promise<string> => {
        const text = await docs.snippet(operation, language);
        expect(text).not.toContain(key);
        expect(text).not.toContain(PASSWORD);
        return text;
      };
      const curl = await snippet('curl');
      if (kind === 'password') expect(curl).toContain('-u admin \\\n');
      expect(run('bash', ['-c', curl], key)).toContain(printed);
      for (const [language, file] of [
        ['TypeScript', `fetch-${kind}-${at}`],
        ['voice-api-client', `client-${kind}-${at}`],
      ] as const) {
        if (language === 'voice-api-client' && form.type) continue; // the client sends JSON
        writeFileSync(join(folder, `${file}.ts`), await snippet(language));
        modules.set(file, language === 'TypeScript' ? printed : '');
      }
      if (hasPython) {
        writeFileSync(join(folder, 'snippet.py'), await snippet('Python'));
        expect(run(PYTHON, ['snippet.py'], key)).toContain(printed);
      }
      if (hasCSharp) {
        writeFileSync(join(folder, 'snippet.cs'), await snippet('C#'));
        run('mcs', ['-codepage:utf8', HTTP_LIBRARY, 'snippet.cs'], key);
        expect(run('mono', ['snippet.exe'], key)).toContain(printed);
      }
    }
  });

  it('compile and run in TypeScript', async () => {
    const ofClient = REQUESTS.filter(([, { type }]) => type === undefined);
    expect(modules.size).toBe(2 * (REQUESTS.length + ofClient.length)); // with a key and with a password
    await compile(folder);
    for (const [file, printed] of modules)
      expect(run(process.execPath, [`${file}.js`], fixture.key)).toContain(printed);
  });
});
