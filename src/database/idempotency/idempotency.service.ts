import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Versioned } from '../../common/results.js';
import { IdempotencyKeyReuseError } from '../../common/errors.js';
import {
  type IdempotencyRequest,
  type WithIdempotency,
  dedupe,
  isKeyed,
  isSameRequest,
  groupKey,
} from './idempotency-request.js';
import { Database } from '../engine/database.js';
import type { IdempotencyKey } from './idempotency-key.entity.js';
import { Statement } from '../engine/statement.js';

/** An answer, or the error that one item alone meets. */
type Outcome<T extends object> = Versioned<T> | Error;

/** How items are stored. */
export interface Work<Item, T extends object> {
  /** The answer that each new item will have, worked out before anything is stored. */
  readonly answer: (items: readonly Item[]) => Promise<readonly Outcome<T>[]>;
  /** Stores those that have an answer. */
  readonly store: (items: readonly Item[]) => Promise<void>;
}

/** A change that is about to be made. */
export interface Change<T extends object> {
  readonly answer: Versioned<T>;
  readonly store: () => Promise<unknown>;
}

/** The change that there is nothing to change. */
export const unchanged = <T extends object>(answer: Versioned<T>): Change<T> => ({
  answer,
  store: () => Promise.resolve(),
});

/** The answer to a delete, by which its retries are known: nothing is left to tell. */
export const DELETED = new Versioned({}, 0);

/** How often, in ms, and how many at once, keys that have lived long enough are removed. */
const PURGE_INTERVAL_MS = 60_000;
const PURGE_BATCH_SIZE = 1_000;

/** Retries that are answered as the first time (draft-ietf-httpapi-idempotency-key-header). */
@Injectable()
export class IdempotencyService implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  /** @param keyTtlMs How long a key is remembered, in ms. */
  constructor(
    private readonly database: Database,
    private readonly keyTtlMs: number,
  ) {}

  onModuleInit(): void {
    const sweep = (): void => {
      this.purgeExpired().catch((error: unknown) => new Logger('Idempotency').warn(`Not swept: ${String(error)}`));
    };
    this.timer = setInterval(sweep, PURGE_INTERVAL_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /**
   * Stores items in this transaction, together with their keys and answers. Those that were asked for before get the
   * answer of then, also where they arrive together or another replica is first.
   *
   * @returns Each item's answer or error, in their order.
   */
  async run<Item extends WithIdempotency, T extends object>(
    manager: EntityManager,
    items: readonly Item[],
    work: Work<Item, T>,
  ): Promise<Outcome<T>[]> {
    await this.lock(manager, items.filter(isKeyed));
    const outcomes = new Map<Item, Outcome<T>>(await this.findReplays<Item, T>(manager, items.filter(isKeyed)));
    const isOpen = (item: Item): boolean => !outcomes.has(item);

    const firsts = dedupe(items.filter(isOpen));
    const fresh = [...firsts.values()];
    const answers = fresh.length > 0 ? await work.answer(fresh) : [];
    const good = new Map<Item, Versioned<T>>();
    fresh.forEach((item, index) => {
      const answer = answers[index];
      if (answer instanceof Versioned) good.set(item, answer);
      else outcomes.set(item, answer ?? new Error('An item was given no answer.'));
    });

    for (const [item, outcome] of await this.reserve(manager, good)) outcomes.set(item, outcome);

    const stored = [...good.keys()].filter(isOpen);
    if (stored.length > 0) await work.store(stored);
    for (const item of stored) outcomes.set(item, good.get(item) as Versioned<T>);

    // Where the first under a key failed, the key is still free for those that ask for something else.
    const rivals: Item[] = [];
    for (const item of items.filter(isOpen)) {
      const first = firsts.get(groupKey(item));
      const outcome = first && outcomes.get(first);
      if (outcome && isSameRequest(first, item)) outcomes.set(item, outcome);
      else if (outcome instanceof Versioned) outcomes.set(item, new IdempotencyKeyReuseError());
      else rivals.push(item);
    }
    const last = rivals.length > 0 ? await this.run(manager, rivals, work) : [];
    rivals.forEach((item, index) => outcomes.set(item, last[index] as Outcome<T>));
    return items.map((item) => outcomes.get(item) as Outcome<T>);
  }

  /**
   * Makes one change in this transaction, once however often it is asked for under one key.
   *
   * @param prepare Works out the answer; what it stores is stored where nobody was first.
   * @throws What `prepare` throws, and IdempotencyKeyReuseError where the key came with another request before.
   */
  async runOnce<T extends object>(
    manager: EntityManager,
    idempotency: IdempotencyRequest | undefined,
    prepare: () => Promise<Change<T>>,
  ): Promise<Versioned<T>> {
    let change: Change<T> | undefined;
    const [outcome] = await this.run<WithIdempotency, T>(manager, [{ idempotency }], {
      answer: async () => {
        change = await prepare();
        return [change.answer];
      },
      store: async () => {
        await change?.store();
      },
    });
    if (outcome instanceof Versioned) return outcome;
    throw outcome ?? new Error('A change was neither made nor refused.');
  }

  /** Makes requests under the same key wait for each other, on whichever replica; SQLite has one writer at a time. */
  private async lock(manager: EntityManager, items: readonly Required<WithIdempotency>[]): Promise<void> {
    if (items.length === 0 || this.database.dialect !== 'postgres') return;
    const lock = new Statement(this.database.dialect);
    // In order, so that two replicas with the same keys do not wait for each other for ever.
    lock.text =
      `SELECT pg_advisory_xact_lock(hashtextextended(id, 0)) ` +
      `FROM (SELECT DISTINCT id FROM ${lock.rows(
        items.map(({ idempotency }) => ({ id: idempotency.id })),
        ['id'],
      )} ORDER BY id) AS keys`;
    await manager.query(...lock.toQuery());
  }

  /** The answers of those that were answered before. */
  private async findReplays<Item extends WithIdempotency, T extends object>(
    manager: EntityManager,
    items: readonly (Item & Required<WithIdempotency>)[],
  ): Promise<[Item, Outcome<T>][]> {
    if (items.length === 0) return [];
    const select = new Statement(this.database.dialect);
    select.text =
      `SELECT id, fingerprint, outcome FROM idempotency_keys ` +
      `WHERE id IN ${select.list(items.map(({ idempotency }) => idempotency.id))} ` +
      `AND "dateCreated" >= ${select.value(this.oldest())}`;
    const rows = await manager.query<IdempotencyKey[]>(...select.toQuery());
    const byId = new Map(rows.map((row) => [row.id, row]));
    return items.flatMap((item) => {
      const row = byId.get(item.idempotency.id);
      return row ? [[item, replay<T>(row, item.idempotency)]] : [];
    });
  }

  /** Takes the keys of new items, and gives the answers of those whose key another replica took first. */
  private async reserve<Item extends WithIdempotency, T extends object>(
    manager: EntityManager,
    answers: ReadonlyMap<Item, Versioned<T>>,
  ): Promise<[Item, Outcome<T>][]> {
    const items = [...answers.keys()].filter(isKeyed);
    if (items.length === 0) return [];
    const { dialect } = this.database;
    const dateCreated = new Date().toISOString();
    const rows = items.map((item) => ({
      id: item.idempotency.id,
      fingerprint: item.idempotency.fingerprint,
      outcome: JSON.stringify(answers.get(item)),
      dateCreated,
    }));
    const clean = new Statement(dialect);
    clean.text =
      `DELETE FROM idempotency_keys WHERE id IN ${clean.list(rows.map(({ id }) => id))} ` +
      `AND "dateCreated" < ${clean.value(this.oldest())}`;
    await manager.query(...clean.toQuery());
    const insert = new Statement(dialect);
    const names = COLUMNS.map((column) => `"${column}"`).join(', ');
    // Sorted, so that replicas with the same keys wait for each other in the same order.
    insert.text =
      `INSERT INTO idempotency_keys (${names}) SELECT ${names} FROM ${insert.rows(rows, COLUMNS)} WHERE true ` +
      `ORDER BY id ON CONFLICT DO NOTHING RETURNING id`;
    const taken = new Set((await manager.query<{ id: string }[]>(...insert.toQuery())).map(({ id }) => id));
    return this.findReplays<Item, T>(
      manager,
      items.filter(({ idempotency }) => !taken.has(idempotency.id)),
    );
  }

  /** Removes the keys that have lived long enough, in steps between which others write. */
  async purgeExpired(): Promise<void> {
    while ((await this.database.write((manager) => this.purgeBatch(manager))) === PURGE_BATCH_SIZE);
  }

  /** @returns How many keys were removed. */
  private async purgeBatch(manager: EntityManager): Promise<number> {
    const { dialect } = this.database;
    const select = new Statement(dialect);
    select.text =
      `SELECT id FROM idempotency_keys WHERE "dateCreated" < ${select.value(this.oldest())} ` +
      `ORDER BY "dateCreated" LIMIT ${PURGE_BATCH_SIZE}`;
    const old = await manager.query<{ id: string }[]>(...select.toQuery());
    if (old.length === 0) return 0;
    const sweep = new Statement(dialect);
    sweep.text = `DELETE FROM idempotency_keys WHERE id IN ${sweep.list(old.map(({ id }) => id))}`;
    await manager.query(...sweep.toQuery());
    return old.length;
  }

  private oldest(): string {
    return new Date(Date.now() - this.keyTtlMs).toISOString();
  }
}

const COLUMNS = ['id', 'fingerprint', 'outcome', 'dateCreated'];

function replay<T extends object>(row: IdempotencyKey, claim: IdempotencyRequest): Outcome<T> {
  if (row.fingerprint !== claim.fingerprint) return new IdempotencyKeyReuseError();
  const { value, version, relatedVersion } = JSON.parse(row.outcome) as Versioned<T>;
  return new Versioned(value, version, relatedVersion);
}
