import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JsonServiceClient } from '@servicestack/client';
import { Role } from '../src/auth/principal.js';
import { PASSWORD, startApp, type TestApp } from './support/app.js';
import { ENCODINGS, escapeXml, FORMATS, wireName, xmlBody, xmlNamespace } from './support/request-bodies.js';
import { ResourceClient } from './support/resource-client.js';
import { type Members, resources } from './support/resources.js';
import { serviceStackRequest } from './support/servicestack-request.js';

const ENTITY_MEMBERS = ['id', 'dateCreated', 'dateLastModified', 'createdBy', 'lastModifiedBy'];

let app: TestApp;
beforeAll(async () => {
  app = await startApp().as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

describe.each(resources)('creating $noun', (resource) => {
  const client = new ResourceClient(resource, () => app);

  it('returns its members in order, with an id and who created it and when', async () => {
    const members = await client.newMembers();
    const response = await client.post(members);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(Object.keys(response.json)).toEqual([...resource.responseMembers, ...ENTITY_MEMBERS]);
    const { id, dateCreated, ...rest } = response.json;
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(dateCreated).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(rest).toMatchObject({
      ...members,
      ...{ dateLastModified: dateCreated, createdBy: 'admin', lastModifiedBy: 'admin' },
    });
    expect((await client.get(`${resource.path}/${String(id)}`)).text).toBe(response.text);
  });

  it('is answered in XML byte for byte as .NET’s DataContractSerializer writes it', async () => {
    const text = `${await client.newText()} & <b>`;
    const response = await client.post({ [resource.text]: text }, { accept: 'application/xml' });
    const id = /<Id [^>]*>([^<]*)</.exec(response.text)?.[1] ?? '';
    const { json } = await client.get(`${resource.path}/${id}`);
    const element = (member: string, attributes = ''): string => {
      const value = json[member] as string | number | boolean | undefined;
      if (value === undefined) return `<${wireName(member)} i:nil="true" />`;
      return `<${wireName(member)}${attributes}>${escapeXml(String(value))}</${wireName(member)}>`;
    };
    const ofBaseClass = ` xmlns="${xmlNamespace('Voice.Api')}"`;
    expect(response.text).toBe(
      '<?xml version="1.0" encoding="utf-8"?>' +
        `<${resource.type} xmlns:i="http://www.w3.org/2001/XMLSchema-instance" ` +
        `xmlns="${xmlNamespace(resource.namespace)}">` +
        ENTITY_MEMBERS.map((member) => element(member, ofBaseClass))
          .toSorted()
          .join('') +
        resource.responseMembers
          .map((member) => element(member))
          .toSorted()
          .join('') +
        `</${resource.type}>`,
    );
    expect(json[resource.text]).toBe(text);
    expect(response.text).toContain(' &amp; &lt;b&gt;</');
  });

  it.each(ENCODINGS)('reads every member from $encoding', async ({ contentType, encode }) => {
    const members = await client.newMembers();
    const body = encode(resource, resource.operations.create, members);
    const headers = { 'content-type': contentType, accept: 'application/json' };
    const response = await app.call('POST', resource.path, { body, headers });
    expect(response.json).toMatchObject(members);
  });

  it('reads XML with a prefix and members in any order, and answers in XML', async () => {
    const members = await client.newMembers();
    const elements = Object.entries(members).map(([name, value]) => {
      return `<a:${wireName(name)}>${String(value)}</a:${wireName(name)}>`;
    });
    const root = `a:${resource.operations.create}`;
    for (const inOrder of [elements, elements.toReversed()]) {
      const body = `<${root} xmlns:a="${xmlNamespace(resource.namespace)}">${inOrder.join('')}</${root}>`;
      // A text can be used up by the first request: only the second one must be new.
      const text = await client.newText();
      const response = await app.postXml(resource.path, body.replaceAll(String(members[resource.text]), text));
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/xml']);
      for (const value of [text, ...client.referencedIn(members)]) expect(response.text).toContain(`>${value}</`);
    }
  });
});

describe.each(resources)('the format of $noun', (resource) => {
  const client = new ResourceClient(resource, () => app);
  const { text, operations, idMember, path: collection } = resource;
  const patchValue = async (): Promise<Members> => ({ [text]: await client.newText() });

  describe.each(FORMATS)('$format', ({ format, contentType, mediaType }) => {
    type Way = [title: string, address: (path: string, operation: string) => string, accept: string];
    const ways: Way[] = [
      ['a suffix', (path) => `${path}.${format}`, ''],
      ['?format=', (path) => `${path}?format=${format}`, ''],
      ['Accept', (path) => path, mediaType],
      ['/reply/', (_, operation) => `/${format}/reply/${operation}`, ''],
      ['/api/ with a suffix', (_, operation) => `/api/${operation}.${format}`, ''],
    ];

    it.each(ways)('is chosen by %s for create, get, patch and list, and for delete', async (_, address, accept) => {
      const headers = { accept };
      const members = await client.newMembers();
      const created = await app.postJson(address(collection, operations.create), members, headers);
      // Each format has the id somewhere else in the response.
      const withoutReferences = client.referencedIn(members).reduce((all, id) => all.replaceAll(id, ''), created.text);
      const id = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(withoutReferences)?.[0];
      const at = (operation: string, query = ''): string => {
        const url = address(`${collection}/${id}`, operation);
        return `${url}${url.includes('?') ? '&' : '?'}${wireName(idMember)}=${id}${query}`;
      };
      const got = await client.get(at(operations.get), headers);
      const change = await patchValue();
      const patchPath = address(`${collection}/${id}`, operations.patch);
      const patched = await client.patch(patchPath, { [idMember]: id, ...change }, headers);
      const listed = await client.get(address(collection, operations.list), headers);
      for (const response of [created, got, patched, listed]) {
        expect([response.status, response.headers.get('content-type')]).toEqual([200, contentType]);
        expect(response.text).toContain(id);
      }
      expect(created.text).toContain(members[text]);
      expect(got.text).toContain(members[text]);
      expect(patched.text).toContain(change[text]);
      expect((await client.delete(at(operations.delete), headers)).status).toBe(204);
    });

    it('is chosen on the routes of ServiceStack, with members in the query or the body', async () => {
      const { id } = await client.create();
      const Id = wireName(idMember);
      const cleared = resource.members.find(({ isPatchable, isNullable }) => isPatchable && isNullable)?.name ?? '';
      const reply = `/${format}/reply/`;
      const [second, third, fourth] = [await client.newText(), await client.newText(), await client.newText()];
      const fourthQuery = new URLSearchParams({ [Id]: id, [text]: fourth }).toString();
      for (const response of [
        await client.get(`/api/${operations.get}.${format}?${Id}=${id}`),
        await client.get(`${reply}${operations.get}?${idMember.toLowerCase()}=${id}`),
        await app.postJson(`${reply}${operations.get}`, { [Id]: id }),
        await client.patch(`${reply}${operations.patch}`, { [Id]: id, [wireName(text)]: second }),
        await app.postJson(`${reply}${operations.patch}`, { [Id]: id, [wireName(text)]: third }),
        await app.postJson(`${reply}${operations.patch}?${fourthQuery}`, ''),
        await app.postJson(`${reply}${operations.patch}?${Id}=${id}&reset=${cleared}`, ''),
        await client.get(`${reply}${operations.list}?specificIds=${id}`),
        await app.postJson(`${reply}${operations.list}`, { specificIds: [id] }),
      ]) {
        expect([response.status, response.headers.get('content-type')]).toEqual([200, contentType]);
        expect(response.text).toContain(id);
      }
      expect(await client.stored(id)).toMatchObject({ [text]: fourth, [cleared]: null, version: 5 });
    });

    it('is the format of the response to a patch in XML or a form too', async () => {
      const { id, path } = await client.create();
      for (const { contentType: sentType, encode } of ENCODINGS) {
        const change = await patchValue();
        const headers = { 'content-type': sentType, accept: mediaType };
        const response = await client.patch(path, encode(resource, operations.patch, change), headers);
        expect([response.status, response.headers.get('content-type')]).toEqual([200, contentType]);
        expect(response.text).toContain(change[text]);
        expect(await client.stored(id)).toMatchObject(change);
      }
    });

    it('has the file name of the operation in CSV, and none in another format', async () => {
      const { path } = await client.create();
      const fileNameOf = async (at: string): Promise<string | null> =>
        (await client.get(at)).headers.get('content-disposition');
      const headerFor = (operation: string) => (format === 'csv' ? `attachment; filename="${operation}.csv"` : null);
      expect(await fileNameOf(`${path}.${format}`)).toBe(headerFor(operations.get));
      expect(await fileNameOf(`${collection}.${format}`)).toBe(headerFor(operations.list));
    });
  });

  it('is XML after an XML request if any format is acceptable', async () => {
    const body = xmlBody(resource, operations.create, await client.newMembers());
    const response = await app.postXml(collection, body, { accept: '*/*' });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/xml']);
  });
});

describe.each(resources)('the TypeScript client of ServiceStack with $noun', (resource) => {
  const { text, idMember, operations } = resource;
  const dto = (operation: keyof typeof operations, method: string, members: Members) =>
    serviceStackRequest(operations[operation], method, members);

  it.each(['api', ''])(
    'creates, gets, patches, clears, lists and deletes with the base path "%s"',
    async (basePath) => {
      const serviceStack = new JsonServiceClient(app.url).useBasePath(basePath);
      serviceStack.setCredentials('admin', PASSWORD);
      const group = await resource.newGroup(app);
      const members = group.row('first');
      const { id } = await serviceStack.post(dto('create', 'POST', members));
      const named = { [idMember]: id };

      expect(await serviceStack.get(dto('get', 'GET', named))).toMatchObject({ id, ...members });
      const changed = group.row('second');
      const patch = { ...named, [text]: changed[text] };
      const patched = await serviceStack.patch(dto('patch', 'PATCH', patch));
      expect(patched).toMatchObject({ id, [text]: changed[text] });
      expect(await serviceStack.send(dto('patch', 'PATCH', named))).toEqual(patched);

      const list = dto('list', 'GET', { ...group.filter, specificIds: [id, 'other'] });
      const listed = await serviceStack.get(list);
      expect(listed).toMatchObject({ items: [{ id }], totalCount: 1, hasMorePages: false });
      expect(listed.items).toEqual([patched]);
      expect(await serviceStack.send(list)).toEqual(listed);

      const clearable = resource.members.find(({ isPatchable, isNullable }) => isPatchable && isNullable)?.name ?? '';
      const cleared = await serviceStack.patch(dto('patch', 'PATCH', { ...named, [clearable]: null }));
      expect(cleared[clearable]).toBeUndefined();

      await serviceStack.delete(dto('delete', 'DELETE', named));
      for (const request of [dto('get', 'GET', named), dto('delete', 'DELETE', named)]) {
        expect((await serviceStack.api(request)).error).toMatchObject({ errorCode: 'NotFound' });
      }
    },
  );
});
