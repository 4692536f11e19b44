import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Account } from '../../accounts/account.entity.js';
import { AuditService } from '../../auth/audit.service.js';
import { NotFoundError } from '../../common/errors.js';
import { Database } from '../../database/engine/database.js';
import { type Candidate, deleteSessions, findCandidates, type PurgeFilter } from './purge-queries.js';

/** How many sessions one statement reads. */
const READ_BATCH_SIZE = 500;
/** How many rows, sessions and actions, one transaction deletes; more only if a single session has more actions. */
const MAX_STEP_ROWS = 50;
/** The pause after a statement, as a multiple of the time that it took. */
const PAUSE_FACTOR = 4;
const MIN_PAUSE_MS = 20;

/** How many sessions were deleted, and the actions that they had. */
export interface PurgeCounts {
  readonly sessions: number;
  readonly actions: number;
}

/** Options of a purge. */
export interface PurgeOptions {
  /** Who purges, for the audit log. */
  readonly by: string;
  /** Ends the purge before its next step. */
  readonly signal?: AbortSignal;
  /** Is called after each step, with what was deleted so far. */
  readonly onProgress?: (counts: PurgeCounts) => void;
}

/** Runs the statements of a purge. */
type Pace = <T>(work: () => Promise<T>) => Promise<T>;

/** Deletes AI sessions that nobody has changed for long. */
@Injectable()
export class SessionPurgeService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /**
   * @returns What {@link purge} would delete.
   * @throws NotFoundError if the filter names an account that does not exist.
   */
  async count(filter: PurgeFilter): Promise<PurgeCounts> {
    const { accountId } = filter;
    if (accountId !== undefined && !(await this.database.read.existsBy(Account, { id: accountId })))
      throw new NotFoundError('There is no account with this ID.');
    const counts = { sessions: 0, actions: 0 };
    for await (const sessions of this.oldSessions(filter)) addTo(counts, sessions);
    return counts;
  }

  /**
   * Deletes the sessions, with their actions, in small transactions with pauses between them, so that other calls hardly
   * wait. Sessions whose actions are being applied stay. The audit log gets one entry, also if the purge fails midway.
   *
   * @returns What was deleted.
   * @throws ServiceUnavailableError if the database is unreachable or locked. What was deleted stays deleted.
   */
  async purge(filter: PurgeFilter, { by, signal, onProgress }: PurgeOptions): Promise<PurgeCounts> {
    const counts = { sessions: 0, actions: 0 };
    const pace = paced(signal);
    try {
      for await (const sessions of this.oldSessions(filter, pace)) {
        for (const step of inSteps(sessions)) {
          if (signal?.aborted) return counts;
          const ids = step.map(({ id }) => id);
          const deleted = new Set(await pace(() => deleteSessions(this.database, filter.before, ids)));
          addTo(
            counts,
            step.filter(({ id }) => deleted.has(id)),
          );
          onProgress?.(counts);
        }
        if (signal?.aborted) return counts;
      }
      return counts;
    } finally {
      if (counts.sessions > 0) {
        const { before, accountId } = filter;
        this.audit.record('sessions-purged', { ...counts, lastModifiedBefore: before, accountId, by });
      }
    }
  }

  /** Yields the sessions that were last modified before the date, in chunks, some of them empty. */
  private async *oldSessions(filter: PurgeFilter, pace: Pace = (work) => work()): AsyncGenerator<Candidate[]> {
    let last: Candidate | undefined;
    do {
      const candidates = await pace(() => findCandidates(this.database, filter, last, READ_BATCH_SIZE));
      yield candidates.filter(({ dateLastModified }) => dateLastModified < filter.before);
      last = candidates.length === READ_BATCH_SIZE ? candidates.at(-1) : undefined;
    } while (last);
  }
}

function addTo(counts: { sessions: number; actions: number }, sessions: readonly Candidate[]): void {
  counts.sessions += sessions.length;
  for (const { actions } of sessions) counts.actions += actions;
}

/** Divides sessions among transactions of bounded size. */
function inSteps(sessions: readonly Candidate[]): Candidate[][] {
  const steps: Candidate[][] = [];
  let rows = MAX_STEP_ROWS;
  for (const session of sessions) {
    rows += 1 + session.actions;
    if (rows > MAX_STEP_ROWS) {
      steps.push([]);
      rows = 1 + session.actions;
    }
    steps.at(-1)?.push(session);
  }
  return steps;
}

/** Runs a statement and pauses after it. A read of SQLite blocks the event loop, so that reads need pauses too. */
const paced =
  (signal: AbortSignal | undefined): Pace =>
  async (work) => {
    const start = performance.now();
    const result = await work();
    const pauseMs = Math.max(MIN_PAUSE_MS, (performance.now() - start) * PAUSE_FACTOR);
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined); // an aborted pause only ends early
    return result;
  };
