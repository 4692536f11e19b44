import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { AccountInfo } from '../src/accounts/dto/account-info.dto.js';
import { NewAccount, PatchAccount } from '../src/accounts/dto/account-requests.dto.js';
import { AISessionInfo } from '../src/ai/dto/ai-session-info.dto.js';
import { PatchAISession } from '../src/ai/dto/ai-session-requests.dto.js';
import { NewAISession } from '../src/ai/dto/new-ai-session.dto.js';
import { Role } from '../src/auth/principal.js';
import { entities } from '../src/bootstrap/entities.js';
import { type ContractClass, contractOf, type Member, wireNameOf } from '../src/common/contract/data-contract.js';
import { EntityInfo } from '../src/common/entity-info.js';
import { accountRoutes } from '../src/common/routes/account.routes.js';
import { aiSessionRoutes } from '../src/common/routes/ai-session.routes.js';
import type { ResourceRoutes } from '../src/common/routes/operation-route.js';
import { readEnv } from '../src/config/env.js';
import { operationNamed } from '../src/content/operations/operation.decorator.js';
import { xmlCodec } from '../src/content/codecs/xml.codec.js';
import { copyDatabase } from '../src/database/schema/copy-database.js';
import { ServiceDataSource } from '../src/database/schema/data-source.js';
import { dataSourceOptions } from '../src/database/schema/data-source-options.js';
import { startApp, type TestApp } from './support/app.js';
import { testDatabase } from './support/test-database.js';

type Members = Readonly<Record<string, unknown>>;

/** What the test needs to know of a resource besides its contracts and routes. */
interface Resource {
  readonly routes: ResourceRoutes;
  readonly create: ContractClass;
  readonly patch: ContractClass;
  readonly info: ContractClass;
  /** Members of a create that a patch does not have. */
  readonly notPatchable: readonly string[];
  /** Members that a row must have. */
  readonly required: readonly string[];
  /** Members of a response that lists cannot be sorted by. */
  readonly notSortable: readonly string[];
}

const resources: readonly Resource[] = [
  {
    routes: aiSessionRoutes,
    create: NewAISession,
    patch: PatchAISession,
    info: AISessionInfo,
    notPatchable: ['accountId'],
    required: [],
    notSortable: [],
  },
  {
    routes: accountRoutes,
    create: NewAccount,
    patch: PatchAccount,
    info: AccountInfo,
    notPatchable: [],
    required: ['name'],
    notSortable: [],
  },
];

const writableMembers = resources.flatMap((resource) => {
  const { name: operation, members } = contractOf(resource.create);
  return members.map((member) => ({ operation, name: member.name, member, resource }));
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

/** The newest value is the greatest, so that rows sort in the order in which they were made. */
let count = 0;

/** A value that no row has. A member named like an account's id gets the id of a new account. */
async function newValue({ name, type }: Member): Promise<unknown> {
  count++;
  if (/accountId$/i.test(name)) return (await call('POST', '/accounts', { name: `Referenced ${count}` })).json.id;
  if (type === 'bool') return count % 2 === 0;
  return type === 'int' ? count : `${name} ${String(count).padStart(6, '0')}`;
}

async function bodyWith(resource: Resource, member: Member): Promise<Members> {
  const required = contractOf(resource.create).members.filter(({ name }) => resource.required.includes(name));
  const entries = [...required, member].map(async (each) => [each.name, await newValue(each)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

describe.each(writableMembers)('$operation with $name', ({ name, member, resource }) => {
  const { path } = resource.routes.create;

  it('is in the response to a create, a get and a list, in JSON, XML and CSV', async () => {
    const body = await bodyWith(resource, member);
    const created = await call('POST', path, body);
    expect(created.json).toMatchObject({ [name]: body[name] });
    const id = String(created.json.id);
    expect((await call('GET', `${path}/${id}`)).json).toEqual(created.json);
    expect((await call('GET', `${path}?specificIds=${id}`)).json.items).toEqual([created.json]);
    const xml = await call('GET', `${path}/${id}.xml`);
    expect(xmlCodec.read?.(xml.text, contractOf(resource.info))).toMatchObject({ [name]: body[name] });
    const [head = '', row = ''] = (await call('GET', `${path}.csv?specificIds=${id}`)).text.split('\r\n');
    expect(row.split(',')[head.split(',').indexOf(wireNameOf(name))]).toBe(String(body[name]));
  });

  it('can be sent in XML', async () => {
    const body = await bodyWith(resource, member);
    const created = await app.postXml(`${path}.json`, xmlCodec.write(body, resource.create));
    expect(created.json).toMatchObject({ [name]: body[name] });
  });

  it('is part of what a retry must repeat', async () => {
    const body = await bodyWith(resource, member);
    const key = { 'idempotency-key': `"create ${name} ${count}"` };
    const created = await call('POST', path, body, key);
    expect((await call('POST', path, body, key)).json).toEqual(created.json);
    const other = await call('POST', path, { ...body, [name]: await newValue(member) }, key);
    expect(other.status).toBe(422);
  });

  if (!resource.notPatchable.includes(name)) {
    it('can be changed and cleared', async () => {
      const { json: created } = await call('POST', path, await bodyWith(resource, member));
      const item = `${path}/${String(created.id)}`;
      const change = { [name]: await newValue(member) };
      const key = { 'idempotency-key': `"patch ${name} ${count}"` };
      const changed = await call('PATCH', item, change, key);
      expect(changed.json).toMatchObject(change);
      expect((await call('GET', item)).json).toEqual(changed.json);
      expect((await call('PATCH', item, change, key)).json).toEqual(changed.json);
      expect((await call('PATCH', item, { [name]: await newValue(member) }, key)).status).toBe(422);
      const isRequired = resource.required.includes(name);
      const cleared = await call('PATCH', `${item}?reset=${wireNameOf(name)}`, {});
      expect(cleared.status).toBe(isRequired ? 400 : 200);
      expect((await call('GET', item)).json[name]).toEqual(isRequired ? change[name] : undefined);
    });
  }
});

describe.each(resources)(
  'the resource at $routes.create.path',
  ({ routes, create, patch, info, notSortable, notPatchable }) => {
    it('has each member of a create in its patch, but those that are named here', () => {
      const patched = contractOf(patch).members.map(({ name }) => name);
      const missing = contractOf(create).members.filter(({ name }) => !patched.includes(name));
      expect(missing.map(({ name }) => name)).toEqual(notPatchable);
    });

    it.each(
      contractOf(info)
        .members.map(({ name }) => name)
        .filter((name) => !notSortable.includes(name)),
    )('lists by %s, both ways', async (name) => {
      const all = `${routes.list.path}?all=true&sortField=${wireNameOf(name)}`;
      const ascending = await call('GET', `${all}&sortOrder=Ascend`);
      const descending = await call('GET', `${all}&sortOrder=Descend`);
      const valuesOf = (answer: typeof ascending): unknown[] =>
        (answer.json.items as Record<string, unknown>[]).map((item) => item[name] ?? null);
      const values = valuesOf(ascending);
      expect(values).toEqual(values.toSorted(byValue));
      expect(valuesOf(descending)).toEqual(values.toReversed());
      expect(new Set(values).size).toBeGreaterThan(name === 'createdBy' || name === 'lastModifiedBy' ? 0 : 1);
    });
  },
);

/** Nulls first, then numbers by value or text by code point. */
const byValue = (a: unknown, b: unknown): number => {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return Buffer.compare(Buffer.from(a as string), Buffer.from(b as string));
};

describe('the table above', () => {
  it('has every operation that creates an object', () => {
    const creates = entities
      .filter((entity) => entity.prototype instanceof EntityInfo)
      .flatMap(({ name }) => operationNamed(`New${name}`) ?? [])
      .map(({ request }) => request);
    expect(resources.map(({ create }) => create)).toEqual(expect.arrayContaining(creates));
    expect(creates.length).toBeGreaterThan(1);
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
