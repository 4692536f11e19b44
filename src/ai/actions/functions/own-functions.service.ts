import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { EntityManager } from 'typeorm';
import { lockHierarchy } from '../../../accounts/account-queries.js';
import { expectName } from '../../../accounts/account-rules.js';
import { AccountsService } from '../../../accounts/accounts.service.js';
import { DeleteAccount, NewAccount, PatchAccount } from '../../../accounts/dto/account-requests.dto.js';
import { accessOf } from '../../../auth/access.decorator.js';
import type { Principal } from '../../../auth/principal.js';
import { type ContractClass, contractOf } from '../../../common/contract/data-contract.js';
import { ForbiddenError, ValidationError } from '../../../common/errors.js';
import { Versioned } from '../../../common/results.js';
import { readMembers } from '../../../content/codecs/json.codec.js';
import { allOperations, handlerOf } from '../../../content/operations/operation.decorator.js';
import { createValidRequest } from '../../../content/operations/validate.js';
import { Database } from '../../../database/engine/database.js';
import type { Dialect } from '../../../database/engine/statement.js';
import { type Changes, singleChange, untilRefused } from '../../../database/idempotency/changes.js';
import type { Change } from '../../../database/idempotency/idempotency.service.js';
import { DeleteAISession, PatchAISession } from '../../dto/ai-session-requests.dto.js';
import { NewAISession } from '../../dto/new-ai-session.dto.js';
import { SessionChanges } from '../../session-changes.js';
import { NewAIUsageRecord } from '../../usage/dto/new-ai-usage-record.dto.js';
import { newRecord, prepareRecords, storeRecords } from '../../usage/store-records.js';

/** An operation of this service that can be staged. */
export interface OwnFunction<Request extends object = object> {
  readonly request: ContractClass<Request>;
  /** The rules of the operation that need no database, besides those of the contract. */
  readonly check?: (request: Request, sessionId: string) => void;
  /** Takes the lock that the operation must have before any other of its transaction. */
  readonly lock?: (manager: EntityManager) => Promise<void>;
  /** Prepares the changes of consecutive calls in a transaction. */
  readonly prepare: (
    manager: EntityManager,
    requests: readonly Request[],
    caller: Principal,
  ) => Promise<Changes<object>>;
}

/** The operations of this service that actions can call: those that are declared as stageable. */
@Injectable()
export class OwnFunctionsService {
  private readonly functions: ReadonlyMap<string, OwnFunction>;

  /** @throws Error if the operations that are declared as stageable are not those of the table, a programming error. */
  constructor(
    private readonly reflector: Reflector,
    accounts: AccountsService,
    sessions: SessionChanges,
    database: Database,
  ) {
    const table = [
      ownFunction({
        request: NewAccount,
        check: ({ name }) => expectName(name),
        prepare: first((manager, request, caller) => accounts.prepareCreate(manager, request, caller)),
      }),
      ownFunction({
        request: PatchAccount,
        check: ({ name }) => name === undefined || expectName(name),
        lock: (manager) => lockHierarchy(manager, database.dialect),
        prepare: (manager, requests, caller) => accounts.preparePatches(manager, requests, caller),
      }),
      ownFunction({
        request: DeleteAccount,
        prepare: first((manager, request) => accounts.prepareDelete(manager, request)),
      }),
      ownFunction({
        request: NewAISession,
        prepare: (manager, requests, caller) => sessions.prepareCreates(manager, requests, caller),
      }),
      ownFunction({
        request: PatchAISession,
        prepare: first((manager, request, caller) => sessions.preparePatch(manager, request, caller)),
      }),
      ownFunction({
        request: DeleteAISession,
        check: (request, sessionId) => expectOtherSession(request, sessionId),
        prepare: first((manager, request) => sessions.prepareDelete(manager, request)),
      }),
      ownFunction({
        request: NewAIUsageRecord,
        prepare: (manager, requests, caller) => prepareUsage(manager, database.dialect, requests, caller),
      }),
    ];
    this.functions = new Map(table.map((entry) => [contractOf(entry.request).name, entry]));
    const declared = allOperations().filter(({ isStageable }) => isStageable);
    const names = declared.map(({ name }) => name).toSorted();
    if (names.join() !== [...this.functions.keys()].toSorted().join()) {
      throw new Error(`These operations are declared as stageable, but the table has others: ${names.join(', ')}.`);
    }
  }

  /** The names of the functions. */
  get names(): readonly string[] {
    return [...this.functions.keys()];
  }

  /** Whether actions can call an operation with this name. */
  has(name: string): boolean {
    return this.functions.has(name);
  }

  /**
   * Reads the arguments of a function as its operation reads a request in JSON.
   *
   * @param sessionId The session of the action.
   * @throws DomainError that the operation throws for such a request, as far as it needs no database.
   */
  read(name: string, json: Record<string, unknown>, sessionId: string): object {
    const { request: type, check } = this.find(name);
    const contract = contractOf(type);
    const request = createValidRequest(readMembers(json, contract), contract);
    check?.(request, sessionId);
    return request;
  }

  /** Takes the locks that functions need before the first of them is prepared. */
  async lock(manager: EntityManager, names: readonly string[]): Promise<void> {
    for (const name of new Set(names)) await this.functions.get(name)?.lock?.(manager);
  }

  /**
   * Prepares the changes of consecutive calls of one function, each of which sees those before it.
   *
   * @param requests What `read` returned; one at least.
   * @returns The changes of the first calls: a function that has no statements for several calls takes one.
   * @throws ForbiddenError if the caller lacks the role that the operation requires; what the operation throws for the
   *   first call.
   */
  prepare(
    manager: EntityManager,
    name: string,
    requests: readonly object[],
    caller: Principal,
  ): Promise<Changes<object>> {
    const handler = handlerOf(name);
    const access = handler && accessOf(this.reflector, handler);
    if (typeof access !== 'object' || !caller.roles.includes(access.role)) throw new ForbiddenError();
    return this.find(name).prepare(manager, requests, caller);
  }

  private find(name: string): OwnFunction {
    const found = this.functions.get(name);
    if (!found) throw new Error(`There is no own function ${name}.`);
    return found;
  }
}

/** Checks an entry of the table against its request's type, and forgets that type. */
const ownFunction = <Request extends object>(entry: OwnFunction<Request>): OwnFunction => entry as never;

/** Prepares the first call alone. */
const first =
  <Request>(prepare: (manager: EntityManager, request: Request, caller: Principal) => Promise<Change<object>>) =>
  async (manager: EntityManager, [request]: readonly Request[], caller: Principal): Promise<Changes<object>> => {
    if (request === undefined) throw new Error('There is no call to prepare.');
    return singleChange(await prepare(manager, request, caller));
  };

async function prepareUsage(
  manager: EntityManager,
  dialect: Dialect,
  requests: readonly NewAIUsageRecord[],
  caller: Principal,
): Promise<Changes<object>> {
  const records = requests.map((request) => newRecord(request, caller));
  const outcomes = await prepareRecords(manager, dialect, records);
  const { results, refusal } = untilRefused(outcomes, (outcome) => {
    if (outcome instanceof Versioned) return outcome;
    throw outcome;
  });
  return { results, refusal, store: () => storeRecords(manager, dialect, records.slice(0, results.length)) };
}

function expectOtherSession({ sessionId }: DeleteAISession, ownId: string): void {
  if (sessionId === ownId) {
    throw ValidationError.of('InvalidValue', 'SessionId', 'An action cannot delete its own session.');
  }
}
