import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ENV } from '../../../config/config.module.js';
import type { Env } from '../../../config/env.js';
import { Database } from '../../../database/engine/database.js';
import { Statement } from '../../../database/engine/statement.js';
import type { IdempotencyRequest } from '../../../database/idempotency/idempotency-request.js';
import { databaseTime } from '../database-clock.js';
import type { Apply } from './apply-state.js';

/** Takes, renews and ends the leases of applies. */
@Injectable()
export class LeaseService {
  constructor(
    private readonly database: Database,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** SQL for the end of a lease that begins now. */
  get until(): string {
    return databaseTime(this.database.dialect, this.env.ACTIONS_LEASE);
  }

  /** Takes the lease of a session, which the transaction has locked. @param log The log from now on. */
  async take(
    manager: EntityManager,
    { sessionId, leaseId, through }: Apply,
    log: string,
    idempotency: IdempotencyRequest | undefined,
  ): Promise<void> {
    const update = new Statement(this.database.dialect);
    update.text =
      `UPDATE ai_session_changesets SET "leaseId" = ${update.value(leaseId)}, ` +
      `"leaseUntil" = ${this.until}, "applyThrough" = ${update.value(through)}, ` +
      `"applyKey" = ${update.value(idempotency?.id ?? null)}, ` +
      `"applyFingerprint" = ${update.value(idempotency?.fingerprint ?? null)}, log = ${update.value(log)} ` +
      `WHERE "sessionId" = ${update.value(sessionId)}`;
    await manager.query(...update.toQuery());
  }

  /** Renews the lease of an apply. @returns Whether it still has it. */
  async renew({ sessionId, leaseId }: Apply): Promise<boolean> {
    const { dialect } = this.database;
    const update = new Statement(dialect);
    update.text =
      `UPDATE ai_session_changesets SET "leaseUntil" = ${this.until} ` +
      `WHERE "sessionId" = ${update.value(sessionId)} AND "leaseId" = ${update.value(leaseId)} ` +
      `AND "leaseUntil" > ${databaseTime(dialect)} RETURNING "sessionId"`;
    return (await this.database.run(update)).length > 0;
  }

  /** Ends the lease of an apply that failed, so that its retry need not wait for that. */
  async release({ sessionId, leaseId }: Apply): Promise<void> {
    const update = new Statement(this.database.dialect);
    update.text =
      `UPDATE ai_session_changesets SET "leaseUntil" = NULL WHERE "sessionId" = ${update.value(sessionId)} ` +
      `AND "leaseId" = ${update.value(leaseId)}`;
    await this.database.run(update);
  }
}
