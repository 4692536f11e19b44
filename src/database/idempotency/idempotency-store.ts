import type { EntityManager } from 'typeorm';
import { IdempotencyKeyReuseError } from '../../common/errors.js';
import { idempotentReplay } from '../../common/events.js';
import type { Versioned } from '../../common/results.js';
import { type Dialect, quoteColumns, Statement, textColumns } from '../engine/statement.js';
import { entityColumns } from '../resources/entity-columns.js';
import { IdempotencyKey } from './idempotency-key.entity.js';
import { type IdempotencyRequest, isKeyed, type WithIdempotency } from './idempotency-request.js';
import { parseOutcome, serializeOutcome } from './stored-outcome.js';

/** The result of an item, or the error with which that item alone fails. */
export type Outcome<T extends object> = Versioned<T> | Error;

/** The outcome of a request that has not ended yet. */
const PENDING = '';

const COLUMNS = entityColumns(IdempotencyKey);
const COLUMN_LIST = quoteColumns(COLUMNS);

/** The statements on the table of idempotency keys. */
export class IdempotencyStore {
  /** @param keyTtlMs How long a key is remembered, in ms. */
  constructor(
    private readonly dialect: Dialect,
    private readonly keyTtlMs: number,
  ) {}

  /**
   * Makes transactions with the same keys wait for each other, across replicas, until this one ends. SQLite needs no
   * lock: it has one writer at a time.
   */
  async lock(manager: EntityManager, items: readonly Required<WithIdempotency>[]): Promise<void> {
    if (items.length === 0 || this.dialect !== 'postgres') return;
    const lock = new Statement(this.dialect);
    const ids = items.map(({ idempotency }) => ({ id: idempotency.id }));
    // All replicas lock in the order of ids, which prevents a deadlock.
    lock.text =
      `SELECT pg_advisory_xact_lock(hashtextextended(id, 0)) ` +
      `FROM (SELECT DISTINCT id FROM ${lock.rows(ids, textColumns('id'))} ORDER BY id) AS keys`;
    await manager.query(...lock.toQuery());
  }

  /**
   * @returns The outcome of each item whose key was used before: the stored result, or IdempotencyKeyReuseError if the
   *   key belongs to another request.
   */
  async findReplays<Item extends WithIdempotency, T extends object>(
    manager: EntityManager,
    items: readonly (Item & Required<WithIdempotency>)[],
  ): Promise<[Item, Outcome<T>][]> {
    if (items.length === 0) return [];
    const select = new Statement(this.dialect);
    select.text =
      `SELECT id, fingerprint, outcome FROM idempotency_keys ` +
      `WHERE id IN ${select.list(items.map(({ idempotency }) => idempotency.id))} ` +
      `AND "dateCreated" >= ${select.value(this.expiryLimit())}`;
    const rows = await manager.query<IdempotencyKey[]>(...select.toQuery());
    await this.confirm(manager, rows);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return items.flatMap((item): [Item, Outcome<T>][] => {
      const row = byId.get(item.idempotency.id);
      if (!row) return [];
      const isRetry = row.fingerprint === item.idempotency.fingerprint;
      if (isRetry && row.outcome === PENDING) return [];
      if (isRetry) idempotentReplay.publish({});
      return [[item, isRetry ? parseOutcome<T>(row.outcome) : new IdempotencyKeyReuseError()]];
    });
  }

  /**
   * Makes the commit of this transaction wait until the stored results are as durable as the first responses were. After
   * a crash, PostgreSQL may have results that no standby has confirmed, and a transaction that only reads would not wait
   * for one. SQLite syncs what a crash left when it is opened.
   */
  private async confirm(manager: EntityManager, keys: readonly IdempotencyKey[]): Promise<void> {
    if (keys.length === 0 || this.dialect !== 'postgres') return;
    const update = new Statement(this.dialect);
    update.text = `UPDATE idempotency_keys SET fingerprint = fingerprint WHERE id IN ${update.list(keys.map(({ id }) => id))}`;
    await manager.query(...update.toQuery());
  }

  /**
   * Stores the keys of new items with their results. Items without a key are ignored.
   *
   * @returns The outcome of each item whose key another replica stored first.
   */
  async reserve<Item extends WithIdempotency, T extends object>(
    manager: EntityManager,
    results: ReadonlyMap<Item, Versioned<T>>,
  ): Promise<[Item, Outcome<T>][]> {
    const entries = [...results].flatMap(([item, result]) => (isKeyed(item) ? [{ item, result }] : []));
    if (entries.length === 0) return [];
    const dateCreated = new Date().toISOString();
    const rows = entries.map(({ item, result }) => ({
      ...item.idempotency,
      outcome: serializeOutcome(result),
      dateCreated,
    }));
    await this.deleteExpired(manager, rows);
    const insert = new Statement(this.dialect);
    // All replicas insert in the order of ids, which prevents a deadlock.
    insert.text =
      `INSERT INTO idempotency_keys (${COLUMN_LIST}) SELECT ${COLUMN_LIST} FROM ${insert.rows(rows, COLUMNS)} WHERE true ` +
      `ORDER BY id ON CONFLICT DO NOTHING RETURNING id`;
    const inserted = await manager.query<{ id: string }[]>(...insert.toQuery());
    const reserved = new Set(inserted.map(({ id }) => id));
    return this.findReplays<Item, T>(
      manager,
      entries.map(({ item }) => item).filter(({ idempotency }) => !reserved.has(idempotency.id)),
    );
  }

  /** Stores the key of a request whose result follows by {@link complete}. */
  async reservePending(manager: EntityManager, idempotency: IdempotencyRequest): Promise<void> {
    await this.deleteExpired(manager, [idempotency]);
    await manager.insert(IdempotencyKey, { ...idempotency, outcome: PENDING, dateCreated: new Date().toISOString() });
  }

  /** Stores the result of a request whose key is reserved. */
  async complete(manager: EntityManager, id: string, result: Versioned<object>): Promise<void> {
    await manager.update(IdempotencyKey, { id, outcome: PENDING }, { outcome: serializeOutcome(result) });
  }

  /** Deletes up to `limit` expired keys. @returns How many were deleted. */
  async purge(manager: EntityManager, limit: number): Promise<number> {
    const select = new Statement(this.dialect);
    select.text =
      `SELECT id FROM idempotency_keys WHERE "dateCreated" < ${select.value(this.expiryLimit())} ` +
      `ORDER BY "dateCreated" LIMIT ${limit}`;
    const expired = await manager.query<{ id: string }[]>(...select.toQuery());
    if (expired.length > 0) await this.deleteExpired(manager, expired);
    return expired.length;
  }

  private async deleteExpired(manager: EntityManager, rows: readonly { id: string }[]): Promise<void> {
    const remove = new Statement(this.dialect);
    remove.text =
      `DELETE FROM idempotency_keys WHERE id IN ${remove.list(rows.map(({ id }) => id))} ` +
      `AND "dateCreated" < ${remove.value(this.expiryLimit())}`;
    await manager.query(...remove.toQuery());
  }

  /** Keys created before this ISO date are expired. */
  private expiryLimit(): string {
    return new Date(Date.now() - this.keyTtlMs).toISOString();
  }
}
