import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Database } from '../engine/database.js';
import { IdempotencyStore } from './idempotency-store.js';

const PURGE_INTERVAL_MS = 60_000;
const PURGE_BATCH_SIZE = 1_000;

/** Deletes expired idempotency keys, once a minute. */
@Injectable()
export class IdempotencyPurgeService implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly store: IdempotencyStore,
  ) {}

  onModuleInit(): void {
    const purge = (): void => {
      this.purgeExpired().catch((error: unknown) =>
        new Logger('Idempotency').warn(`Expired keys were not deleted: ${String(error)}`),
      );
    };
    this.timer = setInterval(purge, PURGE_INTERVAL_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Deletes all expired keys, in transactions of bounded size between which other writes can run. */
  async purgeExpired(): Promise<void> {
    const purgeBatch = (): Promise<number> =>
      this.database.write((manager) => this.store.purge(manager, PURGE_BATCH_SIZE));
    while ((await purgeBatch()) === PURGE_BATCH_SIZE);
  }
}
