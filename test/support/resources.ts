import type { EntityTarget } from 'typeorm';
import { Account } from '../../src/accounts/account.entity.js';
import { foldName } from '../../src/common/fold-name.js';
import { AISession } from '../../src/ai/ai-session.entity.js';
import type { EntityInfo } from '../../src/common/entity-info.js';
import type { TestApp } from './app.js';

/** The members of a request, by their JSON names. */
export type Members = Readonly<Record<string, unknown>>;

/** A member that a client writes. */
export interface WrittenMember {
  /** Its JSON name. */
  readonly name: string;
  /** Gives a value that no row has yet. A reference names a row that exists. */
  readonly another: (app: TestApp) => string | Promise<string>;
  /** In Unicode code points. */
  readonly maximumLength: number;
  /** Whether a patch can change it. */
  readonly isPatchable?: boolean;
  /** Whether a row can be without it. */
  readonly isNullable?: boolean;
}

/** Rows of a resource that no other test has, and the filter of the list that selects them. */
export interface Group {
  /** The members of the list request. */
  readonly filter: Readonly<Record<string, string | readonly string[]>>;
  /**
   * The members of a row of the group.
   *
   * @param text A text that no other row of the group has.
   * @param index Rows with an even and with an odd number refer to different rows, or to none.
   */
  readonly row: (text: string, index?: number) => Members;
}

/** A table of the service with the operations create, get, list, patch and delete. */
export interface Resource {
  /** With its article, for the titles of tests. */
  readonly noun: string;
  readonly path: string;
  readonly operations: Readonly<Record<'create' | 'get' | 'list' | 'patch' | 'delete', string>>;
  /** The contract of a row in a response. */
  readonly type: string;
  /** The XML root of a list. */
  readonly listType: string;
  /** The .NET namespace of its contracts. */
  readonly namespace: string;
  /** The member of a request that names a row. */
  readonly idMember: string;
  readonly members: readonly WrittenMember[];
  /** The written member that tells rows apart: a text without a reference. */
  readonly text: string;
  /** The written member that names another row. */
  readonly reference: string;
  /** A member of another request, which a patch does not have. */
  readonly foreignMember: string;
  /** The members of a response that only this resource has, in JSON order. */
  readonly responseMembers: readonly string[];
  readonly newGroup: (app: TestApp) => Promise<Group>;
  /** A filter that selects nothing. */
  readonly emptyFilter: string;
  readonly table: string;
  readonly entity: EntityTarget<StoredRow>;
  /** The columns for the members of a create request. The columns of every table are not among them. */
  readonly columns: (members: Members) => object;
}

/** What every resource stores. */
export type StoredRow = EntityInfo & { version: number };

let freshCount = 0;
/** A text that nothing else in this file has. Parts of it are not found in another. */
export const freshText = (what = 'text'): string => `${what} ${++freshCount}.`;

/** The id of a new account. */
export async function newAccountId(app: TestApp, name = freshText('account')): Promise<string> {
  const { status, json, text } = await app.postJson('/accounts', { name });
  if (status !== 200) throw new Error(text);
  return String(json.id);
}

export const sessions: Resource = {
  noun: 'a session',
  path: '/ai/sessions',
  operations: {
    create: 'NewAISession',
    get: 'GetAISession',
    list: 'ListAISessions',
    patch: 'PatchAISession',
    delete: 'DeleteAISession',
  },
  type: 'AISessionInfo',
  listType: 'ListResponseOfAISessionInfokPYUDTdt',
  namespace: 'Voice.Api.AI',
  idMember: 'sessionId',
  members: [
    { name: 'accountId', another: (app) => newAccountId(app), maximumLength: 64, isNullable: true },
    {
      name: 'purpose',
      another: () => freshText('purpose'),
      maximumLength: 4000,
      isPatchable: true,
      isNullable: true,
    },
  ],
  text: 'purpose',
  reference: 'accountId',
  foreignMember: 'accountId',
  responseMembers: ['accountId', 'accountName', 'purpose'],
  newGroup: async (app) => {
    const accountIds = [await newAccountId(app), await newAccountId(app)];
    return { filter: { accountIds }, row: (purpose, index = 0) => ({ accountId: accountIds[index % 2], purpose }) };
  },
  emptyFilter: 'accountIds=nobody',
  table: 'ai_sessions',
  entity: AISession,
  columns: ({ accountId = null, purpose = null }) => ({ accountId, purpose }),
};

export const accounts: Resource = {
  noun: 'an account',
  path: '/accounts',
  operations: {
    create: 'NewAccount',
    get: 'GetAccount',
    list: 'ListAccounts',
    patch: 'PatchAccount',
    delete: 'DeleteAccount',
  },
  type: 'AccountInfo',
  listType: 'ListResponseOfAccountInfoLIonMsk5',
  namespace: 'Voice.Api.Accounts',
  idMember: 'accountId',
  members: [
    { name: 'name', another: () => freshText('name'), maximumLength: 200, isPatchable: true },
    {
      name: 'parentAccountId',
      another: (app) => newAccountId(app),
      maximumLength: 64,
      isPatchable: true,
      isNullable: true,
    },
  ],
  text: 'name',
  reference: 'parentAccountId',
  foreignMember: 'purpose',
  responseMembers: ['name', 'parentAccountId'],
  newGroup: async (app) => {
    const tag = freshText('group');
    const parent = await newAccountId(app);
    return {
      filter: { nameFilter: tag },
      row: (text, index = 0) => ({ name: `${tag} ${text}`, parentAccountId: index % 2 ? null : parent }),
    };
  },
  emptyFilter: 'nameFilter=nobody+has+this',
  table: 'accounts',
  entity: Account,
  columns: ({ name, parentAccountId = null }) => ({ name, foldedName: foldName(String(name)), parentAccountId }),
};

/** Every resource whose contract the tests `resource-contract.*.spec.ts` check. */
export const resources: readonly Resource[] = [sessions, accounts];
