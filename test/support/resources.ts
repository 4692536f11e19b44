import { Account } from '../../src/accounts/account.entity.js';
import { AccountInfo } from '../../src/accounts/dto/account-info.dto.js';
import {
  DeleteAccount,
  GetAccount,
  ListAccounts,
  NewAccount,
  PatchAccount,
} from '../../src/accounts/dto/account-requests.dto.js';
import { foldName } from '../../src/common/fold-name.js';
import { AISession } from '../../src/ai/ai-session.entity.js';
import { AISessionInfo } from '../../src/ai/dto/ai-session-info.dto.js';
import {
  DeleteAISession,
  GetAISession,
  ListAISessions,
  PatchAISession,
} from '../../src/ai/dto/ai-session-requests.dto.js';
import { NewAISession } from '../../src/ai/dto/new-ai-session.dto.js';
import { accountRoutes } from '../../src/common/routes/account.routes.js';
import { aiSessionRoutes } from '../../src/common/routes/ai-session.routes.js';
import type { TestApp } from './app.js';
import { freshText } from './new-values.js';
import { describeResource, type NewRowId, type Resource } from './resource.js';

export { freshText } from './new-values.js';
export type { Group, Members, Resource, StoredRow, WrittenMember } from './resource.js';

/** The id of a new account. */
export async function newAccountId(app: TestApp, name = freshText('account')): Promise<string> {
  const { status, json, text } = await app.postJson('/accounts', { name });
  if (status !== 200) throw new Error(text);
  return String(json.id);
}

const newRowId: NewRowId = async (app, entity) => {
  const resource = resources.find((candidate) => candidate.entity === entity);
  if (!resource) throw new Error('A member refers to an entity without a resource in the table.');
  const required = resource.members.filter(({ isNullable }) => !isNullable);
  const entries = required.map(async ({ name, another }) => [name, await another(app)] as const);
  const { status, json, text } = await app.postJson(resource.path, Object.fromEntries(await Promise.all(entries)));
  if (status !== 200) throw new Error(text);
  return String(json.id);
};

export const sessions = describeResource(
  {
    noun: 'a session',
    entity: AISession,
    routes: aiSessionRoutes,
    requests: {
      create: NewAISession,
      list: ListAISessions,
      get: GetAISession,
      patch: PatchAISession,
      delete: DeleteAISession,
    },
    info: AISessionInfo,
    text: 'purpose',
    notPatchable: ['accountId'],
    notSortable: ['actions', 'log'],
    newGroup: async (app) => {
      const accountIds = [await newAccountId(app), await newAccountId(app)];
      return { filter: { accountIds }, row: (purpose, index = 0) => ({ accountId: accountIds[index % 2], purpose }) };
    },
    emptyFilter: 'accountIds=nobody',
  },
  newRowId,
);

export const accounts = describeResource(
  {
    noun: 'an account',
    entity: Account,
    routes: accountRoutes,
    requests: {
      create: NewAccount,
      list: ListAccounts,
      get: GetAccount,
      patch: PatchAccount,
      delete: DeleteAccount,
    },
    info: AccountInfo,
    text: 'name',
    newGroup: async (app) => {
      const tag = freshText('group');
      const parent = await newAccountId(app);
      return {
        filter: { nameFilter: tag },
        row: (text, index = 0) => ({ name: `${tag} ${text}`, parentAccountId: index % 2 ? null : parent }),
      };
    },
    emptyFilter: 'nameFilter=nobody+has+this',
    derivedColumns: ({ name }) => ({ foldedName: foldName(String(name)) }),
  },
  newRowId,
);

/** Every resource: its contract is checked by `resource-contract.*.spec.ts` and `declared-members.spec.ts`. */
export const resources: readonly Resource[] = [sessions, accounts];
