import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { Database } from '../../database/engine/database.js';
import { SessionPurgeService } from './session-purge.service.js';

const DAY_MS = 86_400_000;
const FIRST_PURGE_AFTER_MS = 60_000;
const PURGE_INTERVAL_MS = 3_600_000;

/** Deletes the sessions that are older than SESSION_RETENTION_DAYS: a minute after the start, then once an hour. */
@Injectable()
export class SessionRetentionService implements OnModuleInit, OnModuleDestroy {
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly sessions: SessionPurgeService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  onModuleInit(): void {
    this.purgeAfter(FIRST_PURGE_AFTER_MS);
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.timer);
    this.stopping.abort();
    await this.running;
  }

  /** Deletes old sessions, if the setting is set, unless another replica is doing so. */
  async purgeOld(): Promise<void> {
    const { SESSION_RETENTION_DAYS: days } = this.env;
    if (days === undefined) return;
    const before = new Date(Date.now() - days * DAY_MS).toISOString();
    const options = { by: 'SESSION_RETENTION_DAYS', signal: this.stopping.signal };
    await this.database.purgeAlone(() => this.sessions.purge({ before }, options));
  }

  private purgeAfter(delayMs: number): void {
    if (this.env.SESSION_RETENTION_DAYS === undefined || this.stopping.signal.aborted) return;
    const purge = (): void => {
      this.running = this.purgeOld()
        .catch((error: unknown) => new Logger('Retention').warn(`Old sessions were not deleted: ${String(error)}`))
        .finally(() => this.purgeAfter(PURGE_INTERVAL_MS));
    };
    this.timer = setTimeout(purge, delayMs).unref();
  }
}
