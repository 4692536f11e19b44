import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { Role } from '../src/auth/principal.js';
import { contractOf } from '../src/common/contract/data-contract.js';
import { codecs } from '../src/content/codecs/codecs.js';
import { documentedOperations } from '../src/metadata/documented-operations.js';
import { indentXml } from '../src/content/codecs/indent-xml.js';
import { operationPage } from '../src/metadata/operation-page.js';
import { OpenApiService } from '../src/docs/open-api.service.js';
import { account, PASSWORD, startApp, type TestApp } from './support/app.js';
import { describeIf } from './support/describe-if.js';
import { apiDocument, metadataPages, sourceBlocks, unescapeHtml, withTexts } from './support/metadata-pages.js';
import { rawHttp } from './support/raw-http.js';
import { vector } from './support/vectors.js';

const textOf = (html: string): string => unescapeHtml(html.replace(/<[^>]*>/g, ''));

/** The tags with their attributes; attributes with free text have none. */
const tagsOf = (html: string): string[] =>
  [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/(?<=(?:aria-label|href)=")[^"]*/g, ''));

/** Lines of the origin's own page of NewAISession, except for the prolog, the host and the lengths. */
const ORIGIN = {
  request: `
POST /ai/sessions HTTP/1.1
Accept: application/xml
Content-Type: application/xml
<NewAISession xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Voice.Api.AI">
<AccountId>String</AccountId>
<Purpose>String</Purpose>
</NewAISession>`,
  response: `
HTTP/1.1 200 OK
Content-Type: application/xml
<AISessionInfo xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Voice.Api.AI">
<CreatedBy xmlns="http://schemas.datacontract.org/2004/07/Voice.Api">String</CreatedBy>
<DateCreated xmlns="http://schemas.datacontract.org/2004/07/Voice.Api">String</DateCreated>
<DateLastModified xmlns="http://schemas.datacontract.org/2004/07/Voice.Api">String</DateLastModified>
<Id xmlns="http://schemas.datacontract.org/2004/07/Voice.Api">String</Id>
<LastModifiedBy xmlns="http://schemas.datacontract.org/2004/07/Voice.Api">String</LastModifiedBy>
<AccountId>String</AccountId>
<AccountName>String</AccountName>
<Purpose>String</Purpose>
</AISessionInfo>`,
};

/** The lines of a sample, with `String` for each value as on the origin's page. */
const linesOf = (sample: string): string[] =>
  sample.split('\n').map((line) => line.trim().replace(/>[^<>]+<\//, '>String</'));

describe('the metadata pages of the OpenAPI document', () => {
  const pages = metadataPages(apiDocument);
  const operations = documentedOperations(apiDocument);
  const pageAt = (address: string): string => pages.get(address) ?? '';

  it('show role, routes, members with their descriptions, and error statuses of every operation', () => {
    expect(operations.length).toBeGreaterThan(20);
    for (const { contract, routes, main } of operations) {
      const text = textOf(pageAt(`/json/metadata?op=${contract.name}`));
      expect(text).toContain(main.operation.summary?.replaceAll('`', ''));
      expect(text).toContain(
        `Requires the role:${(main.operation['x-required-role'] as string | undefined) ?? 'none'}`,
      );
      for (const { method, path, operation } of routes) {
        expect(text).toContain(`${method}${path}`);
        for (const { name, description = '', in: place } of operation.parameters ?? []) {
          if (place === 'header' || name === 'format' || name === 'reset') continue;
          expect(text).toMatch(new RegExp(`^${name}$`, 'm'));
          expect(text).toContain(description.replaceAll('`', ''));
        }
        for (const status of Object.keys(operation.responses).filter((code) => code >= '400')) {
          expect(text).toMatch(new RegExp(`^${status} `, 'm'));
        }
      }
      const { response } = contract;
      for (const { name } of response ? contractOf(response).members : []) {
        expect(text).toMatch(new RegExp(`^${name}$`, 'm'));
        const member = apiDocument.components.schemas[response?.name ?? '']?.properties as
          Record<string, { description: string }> | undefined;
        expect(text).toContain(member?.[name]?.description.replaceAll('`', ''));
      }
    }
  });

  it('show what the origin’s page of NewAISession shows, in its order', () => {
    const page = pageAt('/xml/metadata?op=NewAISession');
    expect(textOf(page)).toContain(
      'To override the Content-type in your clients, use the HTTP Accept header, append the .xml suffix or ?format=xml.',
    );
    const blocks = sourceBlocks(page);
    const request = linesOf(blocks.get('Request: POST /ai/sessions') ?? '');
    const response = linesOf(blocks.get('Response: POST /ai/sessions') ?? '');
    const wanted = { request: linesOf(ORIGIN.request.trim()), response: linesOf(ORIGIN.response.trim()) };
    // A session has had more members since, so the origin's lines stand among others.
    expect(request.filter((line) => wanted.request.includes(line))).toEqual(wanted.request);
    expect(onlyFirst(response.filter((line) => wanted.response.includes(line)))).toEqual(wanted.response);
  });

  it('have no member in the sample of a list that lists do not have', () => {
    const response = (op: string, route: string): string =>
      sourceBlocks(pageAt(`/xml/metadata?op=${op}`)).get(`Response: ${route}`) ?? '';
    expect(response('GetAISession', 'GET /ai/sessions/{sessionId}')).toContain('<Actions>');
    const list = response('ListAISessions', 'GET /ai/sessions');
    expect(list).toContain('AISessionInfo>');
    expect(list).not.toContain('Actions>');
  });

  it('have no element or attribute from any text, however hostile', () => {
    const texts = new Set([
      'summary',
      'description',
      'example',
      'value',
      'title',
      'x-required-role',
      'default',
      'enum',
    ]);
    const hostile = '"\'><img src=x onerror=alert(1)></code></pre><script>alert(1)</script>&lt;`<b>`';
    const plain = withTexts(apiDocument, texts, () => 'a`b`');
    const attacked = withTexts(apiDocument, texts, () => hostile);
    const expected = metadataPages(plain);
    let attacks = 0;
    for (const [address, html] of metadataPages(attacked)) {
      expect(tagsOf(html)).toEqual(tagsOf(expected.get(address) ?? ''));
      attacks += html.split('&lt;img src=x').length - 1;
    }
    expect(attacks).toBeGreaterThan(500);
  });

  it('show the types in the chosen language, where their text is known', () => {
    const [operation] = operations;
    const [format] = codecs;
    if (!operation || !format) throw new Error('There is no operation.');
    const language = { path: 'rust', label: 'Rust' };
    const types = 'struct A { b: Vec<u8> } // "&"';
    const frame = { document: apiDocument, root: '', origin: 'http://localhost' };
    const html = operationPage({ ...frame, operation, format, language, types });
    expect(sourceBlocks(html).get('Types in Rust')).toBe(types);
  });

  it('have no script, one main heading, and each id once', () => {
    for (const html of pages.values()) {
      expect(html).not.toMatch(/<script|<style| style=| on\w+=/);
      expect(html.match(/<h1>/g)).toHaveLength(1);
      const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
      expect(ids).toEqual([...new Set(ids)]);
    }
  });
});

const onlyFirst = (lines: readonly string[]): string[] => [...new Set(lines)];

describe('XML in a sample', () => {
  it('differs from that of the codec by nothing but line breaks and indents between elements', () => {
    for (const name of [
      'ai-session-info.full',
      'ai-session-info.nulls',
      'error-response.meta',
      'list-ai-sessions.two',
    ]) {
      const indented = indentXml(vector(name));
      expect(indented.split('\n').length).toBeGreaterThan(5);
      expect(indented.replace(/>\n *</g, '><')).toBe(vector(name));
    }
    expect(indentXml('<a><b></b><c>1\n</c><d /><e><f>x</f></e></a>')).toBe(
      '<a>\n  <b></b>\n  <c>1\n</c>\n  <d />\n  <e>\n    <f>x</f>\n  </e>\n</a>',
    );
  });
});

describe('the metadata pages of a service', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp().with(account('Acme')).as(Role.SystemAdministrator);
    app.nest.get(OpenApiService).useAccount(app.accountId('Acme'));
  });
  afterAll(() => app.stop());

  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(app.url + path, { headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const operations = documentedOperations(apiDocument);
  const samples = async (format: string, operation: string): Promise<Map<string, string>> =>
    sourceBlocks((await get(`/${format}/metadata?op=${operation}`)).text);

  it('are HTML in every format for every operation, and lead only to addresses that exist', async () => {
    const { text, headers } = await get('/metadata');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    for (const { contract } of operations) expect(text).toContain(`>${contract.name}</a>`);
    const seen = new Set<string>();
    const waiting = [`${app.url}/metadata`, ...codecs.map(({ name }) => `${app.url}/${name}/metadata`)];
    for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
      if (seen.has(address)) continue;
      seen.add(address);
      const page = await fetch(address);
      expect({ address, status: page.status }).toEqual({ address, status: 200 });
      if (!new URL(address).pathname.endsWith('/metadata')) continue;
      const links = [...(await page.text()).matchAll(/ href="([^"]*)"/g)].map(([, link = '']) => unescapeHtml(link));
      waiting.push(...links.map((link) => new URL(link, address).href.replace(/#.*/, '')));
    }
    expect(seen.size).toBeGreaterThan(operations.length * codecs.length);
  });

  it('link relatively, so that slashes around their path do not matter', async () => {
    for (const path of ['/json/metadata?op=NewAISession', '//json//metadata/?op=newaisession']) {
      const { text } = await get(path);
      const [, style = ''] = /<link rel="stylesheet" href="([^"]*)"/.exec(text) ?? [];
      expect(new URL(style, app.url + path).pathname).toBe('/docs/style.css');
    }
  });

  it('mark the chosen language and format', async () => {
    const { text } = await get('/csv/metadata?op=NewAISession&lang=csharp');
    const current = [...text.matchAll(/aria-current="true">([^<]*)</g)].map(([, choice]) => choice);
    expect(current).toEqual(['C#', 'CSV']);
    expect(text).toContain('href="../types/csharp?IncludeTypes=NewAISession.*"');
  });

  it.each([
    ['an unknown operation', '/json/metadata?op=Nothing'],
    ['two operations', '/json/metadata?op=NewAISession&op=GetAISession'],
    ['an unknown language', '/json/metadata?op=NewAISession&lang=cobol'],
    ['an unknown format', '/yaml/metadata?op=NewAISession'],
    ['a schema beyond the last', '/xsd/99'],
    ['a schema whose number has another spelling', '/xsd/01'],
    ['a schema without a number', '/xsd/length'],
  ])('are 404 for %s', async (_, path) => {
    expect((await get(path)).status).toBe(404);
  });

  it('show the address with which the client came, unless that is no host name', async () => {
    const page = (host: string): Promise<string> =>
      rawHttp(app.url, `GET /json/metadata?op=NewAISession HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(await page('api.example.org:8080')).toContain('http://api.example.org:8080/ai/sessions');
    expect(await page('[::1]:3000')).toContain('http://[::1]:3000/ai/sessions');
    expect(await page('api.example.org:99999')).toContain('http://localhost/ai/sessions');
    const attacked = await page(`x'$(id)"><b>`);
    expect(attacked).toContain('http://localhost/ai/sessions');
    expect(attacked).not.toContain('$(id)');
    const types = await rawHttp(app.url, 'GET /types/java HTTP/1.1\r\nHost: x*/y\r\nConnection: close\r\n\r\n');
    expect(types).toContain('BaseUrl: http://localhost\n');
  });

  it('are sent again only after they have changed', async () => {
    const { headers } = await get('/metadata');
    const again = await get('/metadata', { 'if-none-match': headers.get('etag') ?? '' });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  const sampled = codecs.flatMap(({ name }) =>
    ['NewAISession', 'ListAISessions', 'NewAccount', 'ListUsers', 'CreateApiKey'].map((op) => [name, op] as const),
  );
  const succeeded = (answer: string): void => {
    const conflict = answer.includes("There is an account named 'Acme' already."); // the example was used before
    expect(conflict || answer.startsWith('HTTP/1.1 200 OK')).toBe(true);
  };

  it.each(sampled)('have a sample in %s for %s that works as it is over a socket', async (format, name) => {
    const blocks = await samples(format, name);
    const [label = '', request = ''] = [...blocks].find(([each]) => each.startsWith('Request: ')) ?? [];
    const answer = await rawHttp(app.url, (socket) => {
      const sent = request.replace(/(?<=^Authorization: ).*$/m, `${app.authorization}\nConnection: close`);
      const [head = '', ...body] = sent.split('\n\n');
      socket.write(`${head.replaceAll('\n', '\r\n')}\r\n\r\n${body.join('\n\n')}`);
    });
    succeeded(answer);
    if (!answer.startsWith('HTTP/1.1 200')) return;
    const [, promised] = /^Content-Type: (.*)$/m.exec(blocks.get(label.replace('Request', 'Response')) ?? '') ?? [];
    expect(answer).toContain(`\r\nContent-Type: ${promised}\r\n`);
  });

  const describeWithCurl = describeIf(
    spawnSync('curl', ['--version']).status === 0,
    'the samples for curl in the metadata pages. To run them: apt-get install curl',
  );
  describeWithCurl('pasted into a shell', () => {
    it.each(sampled)('have a sample in %s for %s that works as it is', async (format, name) => {
      const [, command = ''] = [...(await samples(format, name))].find(([label]) => label.startsWith('curl: ')) ?? [];
      const pasted = command.replace('curl -u admin ', `curl -si -u 'admin:${PASSWORD}' `);
      expect(pasted).not.toBe(command);
      succeeded((await promisify(execFile)('sh', ['-c', pasted])).stdout);
    });
  });
});
