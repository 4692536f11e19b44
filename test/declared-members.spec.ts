import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Role } from '../src/auth/principal.js';
import { entities } from '../src/bootstrap/entities.js';
import { contractOf, wireNameOf } from '../src/common/contract/data-contract.js';
import { EntityInfo } from '../src/common/entity-info.js';
import { readEnv } from '../src/config/env.js';
import { operationNamed } from '../src/content/operations/operation.decorator.js';
import { xmlCodec } from '../src/content/codecs/xml.codec.js';
import { copyDatabase } from '../src/database/schema/copy-database.js';
import { ServiceDataSource } from '../src/database/schema/data-source.js';
import { dataSourceOptions } from '../src/database/schema/data-source-options.js';
import { startApp, type TestApp } from './support/app.js';
import { compareValues, listOf } from './support/list-responses.js';
import { type Members, type Resource, resources, type WrittenMember } from './support/resources.js';
import { testDatabase } from './support/test-database.js';

const writtenMembers = resources.flatMap((resource) => {
  const { members, operations } = resource;
  return members.map((member) => ({ operation: operations.create, name: member.name, member, resource }));
});

let app: TestApp;
beforeAll(async () => {
  app = await startApp().as(Role.SystemAdministrator);
});
afterAll(() => app.stop());

const call = async (method: string, path: string, body?: Members, headers: Record<string, string> = {}) =>
  app.call(method, path, {
    ...(body && { body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json', ...headers },
  });

/** A create request with a member and what a row must have. */
async function bodyWith({ members }: Resource, { name: sent }: WrittenMember): Promise<Members> {
  const written = members.filter(({ name, isNullable }) => name === sent || !isNullable);
  const entries = written.map(async ({ name, another }) => [name, await another(app)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

let keyCount = 0;
const newKey = () => ({ 'idempotency-key': `"key ${++keyCount}"` });

describe.each(writtenMembers)('$operation with $name', ({ name, member, resource }) => {
  const { path, requests, info } = resource;

  it('is in the response to a create, a get and a list, in JSON, XML and CSV', async () => {
    const body = await bodyWith(resource, member);
    const created = await call('POST', path, body);
    expect(created.json).toMatchObject({ [name]: body[name] });
    const id = String(created.json.id);
    expect((await call('GET', `${path}/${id}`)).json).toEqual(created.json);
    expect((await call('GET', `${path}?specificIds=${id}`)).json.items).toEqual([created.json]);
    const xml = await call('GET', `${path}/${id}.xml`);
    expect(xmlCodec.read?.(xml.text, contractOf(info))).toMatchObject({ [name]: body[name] });
    const [head = '', row = ''] = (await call('GET', `${path}.csv?specificIds=${id}`)).text.split('\r\n');
    expect(row.split(',')[head.split(',').indexOf(wireNameOf(name))]).toBe(String(body[name]));
  });

  it('can be sent in XML', async () => {
    const body = await bodyWith(resource, member);
    const created = await app.postXml(`${path}.json`, xmlCodec.write(body, requests.create));
    expect(created.json).toMatchObject({ [name]: body[name] });
  });

  it('is part of what a retry must repeat', async () => {
    const body = await bodyWith(resource, member);
    const key = newKey();
    const created = await call('POST', path, body, key);
    expect((await call('POST', path, body, key)).json).toEqual(created.json);
    const other = await call('POST', path, { ...body, [name]: await member.another(app) }, key);
    expect(other.status).toBe(422);
  });

  if (!resource.notPatchable.includes(name)) {
    it('can be changed and cleared', async () => {
      const { json: created } = await call('POST', path, await bodyWith(resource, member));
      const item = `${path}/${String(created.id)}`;
      const change = { [name]: await member.another(app) };
      const key = newKey();
      const changed = await call('PATCH', item, change, key);
      expect(changed.json).toMatchObject(change);
      expect((await call('GET', item)).json).toEqual(changed.json);
      expect((await call('PATCH', item, change, key)).json).toEqual(changed.json);
      expect((await call('PATCH', item, { [name]: await member.another(app) }, key)).status).toBe(422);
      const isRequired = !member.isNullable;
      const cleared = await call('PATCH', `${item}?reset=${wireNameOf(name)}`, {});
      expect(cleared.status).toBe(isRequired ? 400 : 200);
      expect((await call('GET', item)).json[name]).toEqual(isRequired ? change[name] : undefined);
    });
  }
});

describe.each(resources)('the resource at $path', (resource) => {
  const { path, members, requests, info, notPatchable, notSortable } = resource;

  it('has each member of a create in its patch, but those that the table names', () => {
    expect(members.filter(({ isPatchable }) => !isPatchable).map(({ name }) => name)).toEqual(notPatchable);
  });

  it('has no other member in its patch than the id', () => {
    const written = members.map(({ name }) => name);
    const others = contractOf(requests.patch).members.filter(({ name }) => !written.includes(name));
    expect(others.map(({ name }) => name)).toEqual([resource.idMember]);
  });

  const sortFields = contractOf(info).members.map(({ name }) => name);
  it.each(sortFields.filter((name) => !notSortable.includes(name)))('lists by %s, both ways', async (name) => {
    const all = `${path}?all=true&sortField=${wireNameOf(name)}`;
    const valuesIn = async (order: string): Promise<unknown[]> =>
      listOf(await call('GET', `${all}&sortOrder=${order}`)).items.map((item) => item[name] ?? null);
    const values = await valuesIn('Ascend');
    expect(values).toEqual(values.toSorted(compareValues));
    expect(await valuesIn('Descend')).toEqual(values.toReversed());
    expect(new Set(values).size).toBeGreaterThan(name === 'createdBy' || name === 'lastModifiedBy' ? 0 : 1);
  });
});

describe('the table of resources', () => {
  it('has every entity that operations create and change', () => {
    const created = entities.filter(
      ({ prototype, name }) =>
        prototype instanceof EntityInfo && operationNamed(`New${name}`) && operationNamed(`Patch${name}`),
    );
    expect(resources.map(({ entity }) => entity)).toEqual(expect.arrayContaining(created));
    expect(created.length).toBeGreaterThan(1);
  });
});

describe('a copy to an SQLite database', () => {
  it('has every column of every row', async () => {
    const target = await testDatabase('sqlite');
    const source = app.nest.get(DataSource);
    const copy = await new ServiceDataSource({
      ...dataSourceOptions(readEnv({ DATABASE_URL: target.url })),
      entities,
    }).initialize();
    await copyDatabase(source, copy, () => undefined);
    for (const { target: entity, name } of source.entityMetadatas) {
      const rows = await source.manager.find(entity);
      expect({ name, rows: await copy.manager.find(entity) }).toEqual({ name, rows: expect.arrayContaining(rows) });
    }
    await copy.destroy();
    await target.drop();
  });
});
