import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { PASSWORD } from '../support/app.js';
import { ServiceProcess } from '../support/service-process.js';

const LANGUAGES = [
  ...[
    'python',
    'typescript',
    'typescript.d',
    'csharp',
    'java',
    'kotlin',
    'swift',
    'dart',
    'php',
    'mjs',
    'fsharp',
    'vbnet',
  ],
];

/** Requests and responses with inheritance, lists, a generic type, optional numbers, two methods and no response. */
const SELECTION = 'NewAISession.*,ListAISessions.*,GetAIUsage.*,DeleteAISession';

/** The lines of code without white space around them. */
const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** The reference with the same date, version and address at every run. */
const stable = (reference: string): string =>
  reference
    .replace(/(Date: ).*/, '$12026-11-22 06:07:08')
    .replace(/(\bVersion: ).*/, '$11.0.0')
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'http://localhost:3000');

describe('a reference', () => {
  // The build adds the texts of the TSDoc.
  let service: ServiceProcess;
  beforeAll(async () => {
    service = await ServiceProcess.start({ DATABASE_URL: 'sqlite::memory:', ADMIN_PASSWORD: PASSWORD });
  });
  afterAll(() => service.end('SIGTERM'));

  const get = async (path: string): Promise<string> => {
    const response = await fetch(service.url + path);
    expect(response.status).toBe(200);
    return response.text();
  };
  const optionsOf = (reference: string): string[] => reference.slice(0, reference.indexOf('*/')).split('\n');

  it('has every line of the original’s page in its order, and besides the header only what the contract gained', async () => {
    const reference = await get('/types/python?IncludeTypes=NewAISession.*');
    const [, , code = ''] = reference.split('"""\n\n', 1).concat(reference.split(/^"""\n\n/m));
    const lines = linesOf(code);
    const gained = [...lines];
    for (const line of linesOf(readFileSync('test/types/seed.py', 'utf8'))) {
      const at = gained.indexOf(line);
      expect([line, at]).toEqual([line, expect.any(Number)]);
      gained.splice(at, 1);
    }
    expect(isSubsequence(linesOf(readFileSync('test/types/seed.py', 'utf8')), lines)).toBe(true);
    const members = gained.filter((line) => /^(class|\w+:)/.test(line)).map((line) => line.replace(/:.*/, ''));
    expect(members).toEqual([
      ...['class AISessionActionInfo', 'date', 'id', 'function_name', 'arguments', 'description', 'can_be_applied'],
      ...['status', 'error', 'actions', 'log'],
    ]);
  });

  // UPDATE_GOLDEN=1 writes the files.
  it.each(LANGUAGES)('in %s is the one in test/types/golden', async (language) => {
    const reference = stable(await get(`/types/${language}?IncludeTypes=${SELECTION}`));
    const file = `test/types/golden/${language}.txt`;
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, reference);
    expect(reference).toBe(readFileSync(file, 'utf8'));
  });

  it('is text in UTF-8, and JavaScript where a browser imports it', async () => {
    const types = await Promise.all(
      ['typescript', 'mjs'].map(async (path) =>
        (await fetch(`${service.url}/types/${path}`)).headers.get('content-type'),
      ),
    );
    expect(types).toEqual(['text/plain; charset=utf-8', 'text/javascript; charset=utf-8']);
  });

  it('exists for the languages of the list, and for no others', async () => {
    const links = JSON.parse(await get('/types')) as Record<string, string>;
    const paths = Object.values(links).map((link) => link.replace(`${service.url}/types/`, ''));
    expect(paths.toSorted()).toEqual([...LANGUAGES, 'metadata'].toSorted());
    expect((await service.call('GET', '/types/cobol')).status).toBe(404);
  });

  it('names the options that were given without a comment mark', async () => {
    const options = optionsOf(
      await get('/types/typescript?includetypes=NewAISession&AddDescriptionAsComments=no&Nonsense=1'),
    );
    expect(options).toContain('IncludeTypes: NewAISession');
    expect(options).toContain('AddDescriptionAsComments: False');
    expect(options).toContain('//ExcludeTypes: ');
    expect(options.join()).not.toContain('Nonsense');
  });

  const classesOf = async (query: string): Promise<string[]> =>
    [...(await get(`/types/mjs?${query}`)).matchAll(/^export class (\w+)/gm)].map(([, name = '']) => name);

  it.each([
    ['IncludeTypes=EntityInfo', ['EntityInfo']],
    ['IncludeTypes=DeleteAISession', ['DeleteAISession']],
    ['IncludeTypes=GetAccount', ['EntityInfo', 'AccountInfo', 'GetAccount']],
    ['IncludeTypes=*.AccountInfo', ['AccountInfo', 'NewAccount', 'ListAccounts', 'GetAccount', 'PatchAccount']],
    ['IncludeTypes=AIAccountUsage,AccountInfo.*', ['EntityInfo', 'AccountInfo', 'AIAccountUsage']],
    ['IncludeTypes=GetAccount&ExcludeTypes=EntityInfo', ['AccountInfo', 'GetAccount']],
    ['IncludeTypes=GetAccount&ExcludeTypes=services', ['EntityInfo', 'AccountInfo']],
    ['IncludeTypes=GetAccount&ExcludeTypes=types', ['GetAccount']],
    ['IncludeTypes=Nothing', []],
  ])('selects types by %s', async (query, expected) => {
    expect((await classesOf(query)).toSorted()).toEqual(expected.toSorted());
  });

  it('selects the types of a namespace and the operations with a tag', async () => {
    const accounts = await classesOf('IncludeTypes=Voice.Api.Accounts/*');
    expect(accounts).toContain('NewAccount');
    expect(accounts).not.toContain('EntityInfo');
    expect(await classesOf('IncludeTypes={Accounts}')).toEqual(expect.arrayContaining(['NewAccount', 'EntityInfo']));
  });

  it.each([
    ['csharp?GlobalNamespace=Mine', /^namespace Mine$/m],
    [
      'csharp?MakePartial=false&MakeVirtual=false&MakeInternal=true',
      /internal class NewAISession[^]*public string Purpose/,
    ],
    ['csharp?AddNullableAnnotations=true', /public virtual string\? Purpose/],
    ['csharp?AddReturnMarker=false', /class NewAISession\n\s+: IPost/],
    ['csharp?AddNamespaces=My.Own', /^using My\.Own;$/m],
    ['vbnet?GlobalNamespace=Mine', /Namespace Mine$/m],
    ['fsharp?GlobalNamespace=Mine', /^namespace Mine$/m],
    ['java?Package=org.example&GlobalNamespace=Dtos', /^package org\.example;[^]*^public class Dtos$/m],
    ['java?SettersReturnThis=false', /public void setPurpose\(String value\)/],
    ['kotlin?Package=org.example', /^package org\.example$/m],
    ['php?GlobalNamespace=My.Dtos', /^<\?php namespace My\\Dtos;$/m],
    ['dart?GlobalNamespace=mine', /^library mine;[^]*library: 'mine'/m],
    ['swift?DefaultImports=Foundation', /^import Foundation\n\n/m],
    ['typescript?GlobalNamespace=mine', /^export namespace mine \{$/m],
    ['typescript?MakePropertiesOptional=true', /public sessionId\?: string/],
    [
      'typescript?AddServiceStackTypes=false&DefaultImports=IReturn:@servicestack/client',
      /^import \{ IReturn \} from "@servicestack\/client";/m,
    ],
    ['python?AddReturnMarker=true', /^class NewAISession\(IReturn\[AISessionInfo\], IPost\):$/m],
    ['python', /^class DeleteAISession\(IReturnVoid, IDelete\):$/m],
    ['python?IncludeTypes=NewAISession.*', /^class NewAISession\(IPost\):$/m],
    ['mjs?AddDocAnnotations=false', /^ {4}constructor\(init\) \{ Object\.assign\(this, init\) \}\n {4}accountId;/m],
  ])('follows the options of /types/%s', async (path, expected) => {
    expect(await get(`/types/${path}`)).toMatch(expected);
  });

  it.each(LANGUAGES)('in %s has no descriptions as comments if they are not wanted', async (language) => {
    const reference = await get(`/types/${language}?AddDescriptionAsComments=false`);
    const comments = reference.split('\n').filter((line) => !/@?Api(Member)?\(|Description/.test(line));
    expect(comments.join('\n')).not.toContain('The purpose for this session');
  });

  it.each([
    ['IncludeTypes', '*/'],
    ['IncludeTypes', 'A\nB'],
    ['GlobalNamespace', 'a;b'],
    ['Package', '"'],
    ['DefaultImports', '"""'],
    ['AddDescriptionAsComments', 'maybe'],
  ])('refuses an option %s of %j, which could end the header or is no truth value', async (name, value) => {
    const languages = { Package: 'java', DefaultImports: 'python' } as Record<string, string>;
    const query = new URLSearchParams({ [name]: value });
    const answer = await fetch(`${service.url}/types/${languages[name] ?? 'csharp'}?${query.toString()}`);
    expect([answer.status, JSON.stringify(await answer.json())]).toEqual([400, expect.stringContaining(`"${name}"`)]);
  });

  it('has its types as ServiceStack’s metadata too', async () => {
    const types = JSON.parse(await get('/types/metadata?IncludeTypes=ListAISessions.*')) as {
      types: { name: string; inherits?: object; properties: object[] }[];
      operations: object[];
    };
    expect(types.types.find(({ name }) => name === 'ListResponse`1')?.properties[0]).toMatchObject({
      ...{ name: 'Items', type: 'List`1', genericArgs: ['T'] },
    });
    expect(types.types.find(({ name }) => name === 'AISessionInfo')?.inherits).toEqual({
      ...{ name: 'EntityInfo', namespace: 'Voice.Api' },
    });
    expect(types.operations).toMatchObject([
      {
        request: { name: 'ListAISessions', implements: [{ name: 'IGet', namespace: 'ServiceStack' }] },
        returnType: { name: 'ListResponse`1', genericArgs: ['AISessionInfo'] },
        routes: [{ path: '/ai/sessions', verbs: 'GET' }],
        method: 'GET',
        requiredRoles: ['SystemAdministrator'],
      },
    ]);
    const app = JSON.parse(await get('/metadata/app.json')) as Record<string, unknown>;
    expect(app).toMatchObject({ app: { baseUrl: service.url }, contentTypeFormats: { xml: 'application/xml' } });
  });
});

/** Whether `all` contains the lines of `some` in their order. */
function isSubsequence(some: readonly string[], all: readonly string[]): boolean {
  let found = 0;
  for (const line of all) if (line === some[found]) found++;
  return found === some.length;
}
