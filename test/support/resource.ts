import { type EntityTarget, getMetadataArgsStorage } from 'typeorm';
import { type ContractClass, contractOf, type Member } from '../../src/common/contract/data-contract.js';
import { EntityInfo } from '../../src/common/entity-info.js';
import { listResponseOf } from '../../src/common/list-response.js';
import type { ResourceRoutes } from '../../src/common/routes/operation-route.js';
import { storedMembers } from '../../src/database/resources/stored-members.js';
import type { TestApp } from './app.js';
import { limitsOf, newValues } from './new-values.js';

/** The members of a request, by their JSON names. */
export type Members = Readonly<Record<string, unknown>>;

/** What every resource stores. */
export type StoredRow = EntityInfo & { version: number };

/** Rows of a resource that no other test has, and the filter of the list that selects them. */
export interface Group {
  /** The members of the list request. */
  readonly filter: Readonly<Record<string, string | readonly string[]>>;
  /**
   * The members of a row of the group.
   *
   * @param text A text that no other row of the group has. It can be empty.
   * @param index Rows with an even and with an odd number refer to different rows, or to none.
   */
  readonly row: (text: string, index?: number) => Members;
}

/** What the tests cannot derive from the contracts, the routes and the columns of a resource. */
export interface ResourceDeclaration {
  /** With its article, for the titles of tests. */
  readonly noun: string;
  readonly entity: new () => StoredRow;
  readonly routes: ResourceRoutes;
  readonly requests: Readonly<Record<keyof ResourceRoutes, ContractClass>>;
  /** The contract of a row in a response. */
  readonly info: ContractClass;
  /** The written member that tells rows apart: a text without a reference that a patch can change. */
  readonly text: string;
  /** Members of a create that a patch does not have. */
  readonly notPatchable?: readonly string[];
  /** Members of a response that lists cannot be sorted by. */
  readonly notSortable?: readonly string[];
  readonly newGroup: (app: TestApp) => Promise<Group>;
  /** A query that selects nothing. */
  readonly emptyFilter: string;
  /** The columns that the service fills, for the members of a create. */
  readonly derivedColumns?: (members: Members) => object;
}

/** A member that a client writes. */
export interface WrittenMember {
  /** Its JSON name. */
  readonly name: string;
  readonly member: Member;
  /** Gives another value than the call before; a text or a number that no row has yet, or the id of a new row. */
  readonly another: (app: TestApp) => Promise<unknown>;
  /** In Unicode code points. */
  readonly maximumLength?: number;
  /** Whether a patch can change it. */
  readonly isPatchable: boolean;
  /** Whether a row can be without it. */
  readonly isNullable: boolean;
}

/** A table of the service with the operations create, get, list, patch and delete. */
export interface Resource extends Required<ResourceDeclaration> {
  readonly path: string;
  /** The names of the operations. */
  readonly operations: Readonly<Record<keyof ResourceRoutes, string>>;
  /** The name of the contract of a row in a response. */
  readonly type: string;
  /** The XML root of a list. */
  readonly listType: string;
  /** The .NET namespace of its contracts. */
  readonly namespace: string;
  /** The member of a request that names a row. */
  readonly idMember: string;
  readonly members: readonly WrittenMember[];
  /** The first written member that names another row; undefined if there is none. */
  readonly reference: string | undefined;
  /** The members of a response that only this resource has, in JSON order. */
  readonly responseMembers: readonly string[];
  readonly table: string;
  /** @returns What the columns of these written members hold. */
  readonly stored: (members: Members) => Members;
  /** @returns The columns of a new row, without those that every table has. */
  readonly columns: (members: Members) => Members;
}

/** Posts a row of an entity with what it must have, and returns its id. */
export type NewRowId = (app: TestApp, entity: EntityTarget<object>) => Promise<string>;

export function describeResource(declaration: ResourceDeclaration, newRowId: NewRowId): Resource {
  const { entity, routes, requests, info, derivedColumns = () => ({}) } = declaration;
  const create = contractOf(requests.create);
  const patched = contractOf(requests.patch).members.map(({ name }) => name);
  const inherited = contractOf(EntityInfo).members.map(({ name }) => name);
  const references = referencesOf(entity);
  const stored = (members: Members): Members => storedMembers(requests.create, members) as Members;
  return {
    notPatchable: [],
    notSortable: [],
    ...declaration,
    derivedColumns,
    path: routes.create.path,
    operations: {
      create: create.name,
      list: contractOf(requests.list).name,
      get: contractOf(requests.get).name,
      patch: contractOf(requests.patch).name,
      delete: contractOf(requests.delete).name,
    },
    type: contractOf(info).name,
    listType: contractOf(listResponseOf(info)).name,
    namespace: create.namespace.replace('http://schemas.datacontract.org/2004/07/', ''),
    idMember: /\{(\w+)\}/.exec(routes.get.path)?.[1] ?? '',
    members: create.members.map((member) => {
      const { name } = member;
      const target = references.get(name);
      const limits = limitsOf(requests.create, member);
      const next = newValues(member, limits);
      return {
        name,
        member,
        another: (app) => (target ? newRowId(app, target) : Promise.resolve(next())),
        maximumLength: limits.maxLength,
        isPatchable: patched.includes(name),
        isNullable: limits.minLength === undefined,
      };
    }),
    reference: create.members.find(({ name }) => references.has(name))?.name,
    responseMembers: contractOf(info)
      .members.filter(({ name, notInLists }) => !notInLists && !inherited.includes(name))
      .map(({ name }) => name),
    table: getMetadataArgsStorage().tables.find(({ target }) => target === entity)?.name ?? '',
    stored: (members) => Object.fromEntries(Object.entries(stored(members)).filter(([name]) => name in members)),
    columns: (members) => ({ ...stored(members), ...derivedColumns(members) }),
  };
}

/** The columns that refer to a row, and the entity of that row. */
function referencesOf(entity: object): ReadonlyMap<string, EntityTarget<object>> {
  const storage = getMetadataArgsStorage();
  const relations = storage.relations.filter(({ target }) => target === entity);
  const columns = storage.joinColumns.filter(({ target }) => target === entity);
  const references = new Map<string, EntityTarget<object>>();
  for (const { name, propertyName } of columns) {
    const relation = relations.find((candidate) => candidate.propertyName === propertyName);
    if (name === undefined || typeof relation?.type !== 'function') continue;
    references.set(name, (relation.type as () => EntityTarget<object>)());
  }
  return references;
}
