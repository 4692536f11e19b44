import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../../auth/principal.js';
import { IdempotencyKeyReuseError } from '../../../common/errors.js';
import type { ExpectedVersions } from '../../../common/results.js';
import { deadlineIn } from '../../../common/retry-until.js';
import { expectVersion } from '../../../common/expect-version.js';
import { ENV } from '../../../config/config.module.js';
import type { Env } from '../../../config/env.js';
import { Database } from '../../../database/engine/database.js';
import type { IdempotencyRequest } from '../../../database/idempotency/idempotency-request.js';
import { IdempotencyService } from '../../../database/idempotency/idempotency.service.js';
import type { AISessionInfo } from '../../dto/ai-session-info.dto.js';
import { existing } from '../../session-changes.js';
import { SessionDetailsService } from '../../session-details.service.js';
import { findSession } from '../../session-queries.js';
import type { SessionResult } from '../../session-result.js';
import { AISessionChangeset } from '../ai-session-changeset.entity.js';
import { touchSession } from '../changeset-queries.js';
import type { Apply } from './apply-state.js';
import { expectNoApply, newLeaseId } from './lease.js';
import { LeaseService } from './lease.service.js';
import { countOf, logLine, withLines } from './log.js';

/** How long an apply may take, in ms: callers often wait for 30 s. It begins no action whose executor could take longer. */
const MAX_APPLY_MS = 28_000;

/** What a caller asks for. */
export interface ApplyCall {
  readonly sessionId: string;
  readonly caller: Principal;
  /** The versions that the caller has seen. Any version is accepted by default. */
  readonly expected?: ExpectedVersions | undefined;
  readonly idempotency?: IdempotencyRequest | undefined;
}

/** Begins applies: takes the lease of a session. */
@Injectable()
export class ApplyStartService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: IdempotencyService,
    private readonly details: SessionDetailsService,
    private readonly leases: LeaseService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * Takes the lease of a session. A retry of an apply that a crash has interrupted continues it: the versions that its
   * caller has seen are not checked again.
   *
   * @returns The apply; the session if no action is open, or the first result if the apply has ended.
   * @throws NotFoundError, PreconditionFailedError, IdempotencyKeyReuseError, ConflictError if an apply is running.
   */
  async start(manager: EntityManager, call: ApplyCall): Promise<Apply | SessionResult> {
    const { sessionId, caller, expected, idempotency } = call;
    if (idempotency) await this.idempotency.lock(manager, idempotency);
    const found = await findSession(manager, this.database.dialect, sessionId, 'for update');
    // An apply completes its key while it holds the lock of the session. So this sees the result of one that has just ended.
    const replay = idempotency && (await this.idempotency.findReplay<AISessionInfo>(manager, idempotency));
    if (replay) return replay;
    const row = existing(found);
    const changeset = row.openCount === null ? null : await manager.findOneBy(AISessionChangeset, { sessionId });
    const isContinued = idempotency !== undefined && changeset?.applyKey === idempotency.id;
    if (isContinued && changeset.applyFingerprint !== idempotency.fingerprint) throw new IdempotencyKeyReuseError();
    expectNoApply(row);
    if (!isContinued) {
      expectVersion(row.version, expected, row.accountVersion);
      if (idempotency) await this.idempotency.begin(manager, idempotency);
    }
    if (!changeset || (changeset.openCount === 0 && !isContinued)) {
      const result = await this.details.resultOf(row, manager);
      if (idempotency) await this.idempotency.complete(manager, idempotency.id, result);
      return result;
    }
    // The retries of an apply that this one continues get the session as that one left it.
    if (changeset.applyKey !== null && !isContinued) {
      await this.idempotency.complete(manager, changeset.applyKey, await this.details.resultOf(row, manager));
    }
    const apply: Apply = {
      ...{ sessionId, caller, leaseId: newLeaseId(), keyId: idempotency?.id ?? null },
      through: (isContinued ? changeset.applyThrough : null) ?? changeset.lastPosition,
      deadline: deadlineIn(MAX_APPLY_MS - this.env.ACTIONS_TIMEOUT),
    };
    const does = isContinued ? 'continues this apply' : `applies ${countOf(changeset.openCount)}`;
    const line = logLine(`${caller.userName} ${does}.`);
    await this.leases.take(manager, apply, withLines(isContinued ? changeset.log : null, [line]), idempotency);
    await touchSession(manager, this.database.dialect, sessionId, caller.userName);
    return apply;
  }
}
