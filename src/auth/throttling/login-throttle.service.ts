import { Injectable, Logger } from '@nestjs/common';
import { type EntityManager, In, LessThan, MoreThan } from 'typeorm';
import { ServiceUnavailableError, TooManyRequestsError } from '../../common/errors.js';
import { Database } from '../../database/engine/database.js';
import { AuditService } from '../audit.service.js';
import { LoginAttempt } from '../entities/login-attempt.entity.js';
import type { User } from '../entities/user.entity.js';
import { BlockClock } from './block-clock.js';
import { KeyedSemaphore } from './keyed-semaphore.js';
import { type Block, countFailure, dateAfter, markPairKnown } from './login-attempt-writes.js';
import {
  KNOWN_PAIR_REFRESH_MS,
  KNOWN_PAIR_TTL_MS,
  type RecordKeys,
  recordKeysOf,
  type ThrottleRule,
} from './login-throttle-rules.js';

/** The result of a password check. */
export interface PasswordCheck {
  /** The user with the given name, even if the password is wrong. */
  readonly user: User | null;
  /** Whether the user may sign in: the password is right and the user is enabled. */
  readonly isAccepted: boolean;
}

/** A password check, and whether the user has signed in from this address within a day. */
export type ThrottledPasswordCheck = PasswordCheck & { readonly isRecent: boolean };

/** Where a password comes from. */
export interface LoginSource {
  readonly userName: string;
  /** The client's IP address. */
  readonly address: string;
  /** The id of the call, for the log. */
  readonly requestId: string;
}

type Records = ReadonlyMap<string, LoginAttempt>;

/** Concurrent password hashes for each client address: the size of libuv's default thread pool. */
const MAX_HASHES_PER_ADDRESS = 4;
/** Concurrent password hashes for all unknown pairs together. Two threads remain for known pairs and file I/O. */
const MAX_HASHES_FOR_UNKNOWN_PAIRS = 2;

/**
 * Delays password guessing. The records are in the database, so that they apply to all replicas and survive a restart.
 * An attempt reads them before it hashes a password; it writes only a failure and, once a day, that a pair of user and
 * address is known.
 *
 * Concurrent attempts count too. Attempts for one pair run one after the other, and so do attempts for one user from
 * unknown addresses: each sees the result of the one before. Every replica can add one failure to the free ones.
 */
@Injectable()
export class LoginThrottleService {
  // Created with `new`: they are private state of the throttle, without dependencies.
  private readonly pairSemaphore = new KeyedSemaphore(1);
  private readonly addressSemaphore = new KeyedSemaphore(MAX_HASHES_PER_ADDRESS);
  private readonly userSemaphore = new KeyedSemaphore(1);
  private readonly unknownPairSemaphore = new KeyedSemaphore(MAX_HASHES_FOR_UNKNOWN_PAIRS);
  private readonly blockClock = new BlockClock();

  private readonly logger = new Logger('Throttle');

  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /**
   * Runs a password check unless a throttle rule delays the attempt.
   *
   * @param verify Verifies the password.
   * @throws TooManyRequestsError if the caller must wait. `verify` was not called.
   */
  attempt(source: LoginSource, verify: () => Promise<PasswordCheck>): Promise<ThrottledPasswordCheck> {
    const keys = recordKeysOf(source.userName, source.address);
    const allKeys = [keys.knownPair, ...keys.counters.map(({ key }) => key)];
    const verifyWith = async (records: Records): Promise<ThrottledPasswordCheck> => {
      const knownUntil = records.get(keys.knownPair)?.dateStale;
      this.rejectBlocked(keys, records, knownUntil !== undefined);
      const check = await verify();
      const isRecent = isRecentlyKnown(knownUntil);
      if (!check.isAccepted) await this.recordFailure(keys, source, check.user?.userName);
      else if (!isRecent || records.has(keys.pair)) await this.recordSuccess(keys);
      return { ...check, isRecent };
    };
    return this.pairSemaphore.run(keys.pair, async () => {
      const records = await this.readRecords(allKeys);
      // A known pair does not wait for attempts from other addresses or for other users.
      if (records.has(keys.knownPair)) return verifyWith(records);
      // A blocked attempt is rejected before it takes a place in the queues.
      this.rejectBlocked(keys, records, false);
      return this.queueUnknownPair(keys, async () => verifyWith(await this.readRecords(allKeys)));
    });
  }

  /** Like `attempt`, for credentials that were valid recently: it is never delayed, and a failure does not count. */
  async recheck(
    { userName, address }: LoginSource,
    verify: () => Promise<PasswordCheck>,
  ): Promise<ThrottledPasswordCheck> {
    const { knownPair } = recordKeysOf(userName, address);
    const isRecent = isRecentlyKnown((await this.readRecords([knownPair])).get(knownPair)?.dateStale);
    const check = await verify();
    if (check.isAccepted && !isRecent) await this.storeSuccess((manager) => markPairKnown(manager, knownPair));
    return { ...check, isRecent };
  }

  /** @throws TooManyRequestsError with the longest delay of the rules that block the attempt. */
  private rejectBlocked({ counters }: RecordKeys, records: Records, isPairKnown: boolean): void {
    const delaysMs = counters
      .filter(({ rule }) => !(isPairKnown && rule.exemptsKnownPairs))
      .map(({ key, rule }) => {
        const dateBlocked = records.get(key)?.dateBlocked;
        return dateBlocked ? this.blockClock.remainingMs(key, dateBlocked, rule.maxDelayMs) : 0;
      });
    const longestMs = Math.max(...delaysMs);
    if (longestMs > 0) throw new TooManyRequestsError(Math.ceil(longestMs / 1000));
  }

  private queueUnknownPair<T>({ address, user }: RecordKeys, task: () => Promise<T>): Promise<T> {
    return this.userSemaphore.run(user, () =>
      this.addressSemaphore.run(address, () => this.unknownPairSemaphore.run('', task)),
    );
  }

  private async readRecords(keys: string[]): Promise<Records> {
    const found = await this.database.read.findBy(LoginAttempt, { key: In(keys), dateStale: MoreThan(dateAfter(0)) });
    return new Map(found.map((record) => [record.key, record]));
  }

  private async recordFailure(
    { counters }: RecordKeys,
    { address, requestId }: LoginSource,
    userName: string | undefined,
  ): Promise<void> {
    const locks = await this.database.write(async (manager) => {
      await manager.delete(LoginAttempt, { dateStale: LessThan(dateAfter(0)) });
      const started: { key: string; scope: ThrottleRule['scope']; block: Block }[] = [];
      for (const { key, rule } of counters) {
        const block = await countFailure(manager, key, rule);
        if (block) started.push({ key, scope: rule.scope, block });
      }
      return started;
    });
    for (const { key, scope, block } of locks) {
      this.blockClock.begin(key, block.until, block.delayMs);
      this.audit.record('sign-in-locked', { scope, until: block.until, userName, address }, requestId);
    }
  }

  /** Resets the counter of the pair only: an attacker could sign in to an account of their own to reset the others. */
  private async recordSuccess({ pair, knownPair }: RecordKeys): Promise<void> {
    await this.storeSuccess(async (manager) => {
      await manager.delete(LoginAttempt, { key: pair });
      await markPairKnown(manager, knownPair);
    });
  }

  /** A database that can only be read must not keep out callers whose password is right. */
  private async storeSuccess(write: (manager: EntityManager) => Promise<void>): Promise<void> {
    try {
      await this.database.write(write);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableError)) throw error;
      this.logger.warn(`A sign-in was not recorded: ${error.message}`);
    }
  }
}

/** Whether the user signed in from this address within `KNOWN_PAIR_REFRESH_MS`. */
const isRecentlyKnown = (knownUntil: string | undefined): boolean =>
  knownUntil !== undefined && knownUntil > dateAfter(KNOWN_PAIR_TTL_MS - KNOWN_PAIR_REFRESH_MS);
