import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Role } from '../src/auth/principal.js';
import { startApp, type TestApp } from './support/app.js';
import { ENCODINGS, FORM_TYPE, JSON_TYPE, wireName, xmlBody, XML_TYPE } from './support/request-bodies.js';
import { OLD_DATE, ResourceClient } from './support/resource-client.js';
import { type Members, type Resource, resources } from './support/resources.js';
import { errorOf, etagOf } from './support/responses.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp().as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

describe.each(resources)('a patch of $noun', (resource) => {
  const client = new ResourceClient(resource, () => app);
  const { text, operations, idMember } = resource;
  /** A member of another request, which the patch does not have. */
  const foreignMember = foreignMemberOf(resource);
  const patchable = resource.members.filter(({ isPatchable }) => isPatchable);
  const clearable = patchable.filter(({ isNullable }) => isNullable);
  const nulls = Object.fromEntries(patchable.map(({ name }) => [name, null]));
  const Text = wireName(text);

  it.each(patchable)('changes $name, the date and the last user, and keeps the rest', async ({ name, another }) => {
    const { id, path } = await client.create();
    await client.makeOld(id);
    const before = await client.get(path);
    const value = await another(app);
    const response = await client.patch(path, { [wireName(name)]: value });
    const { dateLastModified, ...rest } = response.json;
    expect(rest).toEqual({
      ...{ ...before.json, dateLastModified: undefined },
      ...{ [name]: value, lastModifiedBy: 'admin' },
    });
    expect(String(dateLastModified) > OLD_DATE).toBe(true);
    expect((await client.get(path)).text).toBe(response.text);
    expect(await client.stored(id)).toMatchObject({ ...resource.stored({ [name]: value }), version: 2 });
  });

  describe('that changes nothing keeps the version and the date:', () => {
    type Body = (members: Members) => string;
    const cases: [title: string, contentType: string, body: Body][] = [
      [
        'the stored values',
        JSON_TYPE,
        (members) => JSON.stringify(Object.fromEntries(patchable.map(({ name }) => [name, members[name]]))),
      ],
      ['no members', JSON_TYPE, () => '{}'],
      ['no body', JSON_TYPE, () => ''],
      ['unknown members', JSON_TYPE, () => '{"id":"x","dateCreated":"2020","unknown":1}'],
      ['XML nil', XML_TYPE, () => xmlBody(resource, operations.patch, nulls)],
      ['XML nil as text/xml', 'text/xml', () => xmlBody(resource, operations.patch, nulls)],
      ['XML without members', XML_TYPE, () => xmlBody(resource, operations.patch, {})],
      ['an empty form', FORM_TYPE, () => ''],
      ['a member of another request', JSON_TYPE, () => JSON.stringify({ [foreignMember]: 'other' })],
    ];

    it.each(cases)('%s', async (_, contentType, bodyOf) => {
      const { id, path, etag, members } = await client.create();
      await client.makeOld(id);
      const before = await client.get(path);
      const response = await client.patch(path, bodyOf(members), {
        'content-type': contentType,
        accept: '*/*;q=0.1, application/json',
      });
      expect([response.status, response.text, etagOf(response)]).toEqual([200, before.text, etag]);
      const unchanged = { version: 1, dateLastModified: OLD_DATE, lastModifiedBy: 'x' };
      expect(await client.stored(id)).toMatchObject({ ...resource.stored(members), ...unchanged });
    });
  });

  describe.each(clearable)('clears $name', ({ name, member: { type } }) => {
    const Name = wireName(name);
    const second = type === 'int' ? 1 : type === 'bool' || 'second';

    it.each([
      ['for JSON null', '', JSON_TYPE, JSON.stringify({ [Name]: null })],
      ['for ?reset= with JSON', `?reset=${Name}`, JSON_TYPE, '{}'],
      ['for ?reset= without a body', `?reset=${Name}`, '', ''],
      ['for ?reset= in preference to a value', `?reset=${Name}`, JSON_TYPE, JSON.stringify({ [name]: second })],
      [
        'for ?reset= with XML nil',
        `?Reset=${name.toLowerCase()}`,
        XML_TYPE,
        xmlBody(resource, operations.patch, { [name]: null }),
      ],
      ['for ?reset= with a form', `?RESET=,${name.toUpperCase()},`, FORM_TYPE, 'other=1'],
      ['for ?reset= twice', `?reset=${Name}&reset=${Name}`, FORM_TYPE, ''],
    ])('%s, and once only', async (_, query, contentType, body) => {
      const { id, path } = await client.create();
      const headers = { 'content-type': contentType, accept: 'application/json' };
      const response = await client.patch(path + query, body, headers);
      expect([response.status, name in response.json]).toEqual([200, false]);
      expect(await client.stored(id)).toMatchObject({ [name]: null, version: 2 });
      expect((await client.patch(path, { [name]: null })).status).toBe(200);
      expect((await client.stored(id))?.version).toBe(2);
    });
  });

  it.each(['Nonsense', `${Text},Nonsense`, wireName(foreignMember)])(
    'returns 400 for ?reset=%s and changes nothing',
    async (reset) => {
      const { id, path, members } = await client.create();
      const response = await client.patch(`${path}?reset=${reset}`, { [text]: await client.newText() });
      expect(errorOf(response)).toEqual([400, 'InvalidValue', 'Reset']);
      expect(response.json.responseStatus.message).toContain(reset.split(',').at(-1));
      expect(await client.stored(id)).toMatchObject({ [text]: members[text], version: 1 });
    },
  );

  it.each(ENCODINGS)('accepts in $encoding only the id that is in the path', async ({ contentType, encode }) => {
    const { id, path } = await client.create();
    const value = await client.newText();
    const headers = { 'content-type': contentType, accept: 'application/json' };
    const send = (sentId: string) =>
      client.patch(path, encode(resource, operations.patch, { [text]: value, [idMember]: sentId }), headers);
    for (const other of ['other', '', id.toUpperCase()]) {
      expect(errorOf(await send(other))).toEqual([400, 'Mismatch', wireName(idMember)]);
    }
    expect((await client.stored(id))?.version).toBe(1);
    const response = await send(id);
    expect([response.status, response.json[text]]).toEqual([200, value]);
  });

  it.each([
    ['in lower case', idMember.toLowerCase()],
    ['in upper case', idMember.toUpperCase()],
  ])('accepts the id under a name %s', async (_, name) => {
    const { id, path } = await client.create();
    expect((await client.patch(path, { [name]: id, [text]: await client.newText() })).status).toBe(200);
    expect(errorOf(await client.patch(path, { [name]: 'other' }))).toEqual([400, 'Mismatch', wireName(idMember)]);
  });

  it('treats a null id as one that was not sent', async () => {
    const { path } = await client.create();
    expect((await client.patch(path, { [idMember]: null, [text]: await client.newText() })).status).toBe(200);
  });

  it('reads no members from the query of its own route', async () => {
    const { path, members } = await client.create();
    expect((await client.patch(`${path}?${text}=query`, {})).json[text]).toBe(members[text]);
  });

  it('returns 400 for a value that is too long, has a control character or is a number', async () => {
    const { id, path, members } = await client.create();
    const maximumLength = resource.members.find(({ name }) => name === text)?.maximumLength ?? 0;
    const errorFor = async (value: unknown) => errorOf(await client.patch(path, { [text]: value }));
    expect(await errorFor('x'.repeat(maximumLength + 1))).toEqual([400, 'MaximumLength', Text]);
    expect(await errorFor('a\u0001')).toEqual([400, 'InvalidCharacters', Text]);
    expect(await errorFor(1)).toEqual([400, 'InvalidType', Text]);
    expect(await client.stored(id)).toMatchObject({ [text]: members[text], version: 1 });
  });

  it('works by POST with X-HTTP-Method-Override, as get does', async () => {
    const { path, etag } = await client.create();
    const value = await client.newText();
    const patched = await app.postJson(path, { [text]: value }, { 'x-http-method-override': 'patch' });
    expect([patched.status, patched.json[text]]).toEqual([200, value]);
    const stale = { 'x-http-method-override': 'PATCH', 'if-match': etag };
    expect((await app.postJson(path, { [text]: await client.newText() }, stale)).status).toBe(412);
    const got = await app.postJson(path, '', { 'x-http-method-override': 'GET' });
    expect(got.text).toBe(patched.text);
  });

  it('returns 404 after the row was deleted', async () => {
    const { path } = await client.create();
    await client.delete(path);
    expect((await client.change('PATCH', path)).status).toBe(404);
    expect((await client.delete(path)).status).toBe(404);
    expect((await app.call('HEAD', path)).status).toBe(404);
  });

  it.each(['PATCH', 'DELETE'])('and a %s return 406 and change nothing if no format is acceptable', async (method) => {
    const { id, path } = await client.create();
    expect((await client.change(method, path, { accept: 'image/png' })).status).toBe(406);
    expect(await client.stored(id)).toMatchObject({ version: 1 });
  });
});

function foreignMemberOf(resource: Resource): string {
  const written = [resource, ...resources].flatMap(({ members }) => members);
  const patchable = resource.members.filter(({ isPatchable }) => isPatchable).map(({ name }) => name);
  return written.find(({ name }) => name !== resource.idMember && !patchable.includes(name))?.name ?? '';
}
