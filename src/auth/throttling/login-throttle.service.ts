import { Injectable } from '@nestjs/common';
import { type EntityManager, In, LessThan, MoreThan } from 'typeorm';
import { TooManyRequestsError } from '../../common/errors.js';
import { Database } from '../../database/engine/database.js';
import { AuditService } from '../audit.service.js';
import {
  FAILURE_TTL_MS,
  KNOWN_PAIR_REFRESH_MS,
  KNOWN_PAIR_TTL_MS,
  type RecordKeys,
  recordKeys,
  type ThrottleRule,
  delayAfter,
} from './login-throttle-rules.js';
import { LoginAttempt } from '../entities/login-attempt.entity.js';
import { KeyedSemaphore } from './keyed-semaphore.js';
import type { User } from '../entities/user.entity.js';

/** What was found when a password was looked at. */
export interface PasswordCheck {
  /** Whom the name belongs to, if anybody. */
  readonly user: User | null;
  /** Whether they are let in. */
  readonly isGood: boolean;
}

/** How many at one address may have theirs looked at at once: as many as libuv has threads to hash with. */
const MAX_HASHES_PER_ADDRESS = 4;
/** Of those whom nobody knows where they are; the other threads are for those who are known, and for files. */
const MAX_HASHES_FOR_UNKNOWN_PAIRS = 2;

/**
 * Holds back those who guess passwords. What it knows is in the database, so that it holds for every replica and
 * after a restart; it reads it before a password is hashed, and writes only failures and, once a day, where a user is
 * known. Attempts that arrive together are counted too: a user at an address has one under way at a time, and so has a
 * user wherever they are not known, so the next sees what became of the last (each replica adds at most one).
 */
@Injectable()
export class LoginThrottleService {
  private readonly pairs = new KeyedSemaphore(1);
  private readonly addresses = new KeyedSemaphore(MAX_HASHES_PER_ADDRESS);
  private readonly users = new KeyedSemaphore(1);
  private readonly strangers = new KeyedSemaphore(MAX_HASHES_FOR_UNKNOWN_PAIRS);

  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /**
   * Makes an attempt to sign in, unless it is to wait.
   *
   * @param verify Looks at the password.
   * @returns What `verify` found, and whether the user has come from this address within a day.
   * @throws TooManyRequestsError where the caller has to wait; the password was not looked at then.
   */
  attempt(
    userName: string,
    address: string,
    verify: () => Promise<PasswordCheck>,
  ): Promise<PasswordCheck & { isRecent: boolean }> {
    const keys = recordKeys(userName, address);
    const all = [keys.known, ...keys.counted.map(({ key }) => key)];
    const look = async (records: Map<string, LoginAttempt>) => {
      const known = records.get(keys.known)?.dateStale;
      rejectBlocked(keys, records, known !== undefined);
      const verified = await verify();
      const isRecent = isRecentlyKnown(known);
      if (!verified.isGood) await this.fail(keys, address, verified.user?.userName);
      else if (!isRecent || records.has(keys.pair)) await this.succeed(keys);
      return { ...verified, isRecent };
    };
    return this.pairs.run(keys.pair, async () => {
      const records = await this.recordsOf(all);
      // Who is known here waits for nobody who guesses elsewhere, or for others here.
      if (records.has(keys.known)) return look(records);
      // Who has to wait anyway takes nobody's place in a line.
      rejectBlocked(keys, records, false);
      return this.queueUnknownPair(keys, async () => look(await this.recordsOf(all)));
    });
  }

  /** The same for what was right lately: it waits for nobody, and is not counted where it is wrong now. */
  async recheck(
    userName: string,
    address: string,
    verify: () => Promise<PasswordCheck>,
  ): Promise<PasswordCheck & { isRecent: boolean }> {
    const { known } = recordKeys(userName, address);
    const isRecent = isRecentlyKnown((await this.recordsOf([known])).get(known)?.dateStale);
    const verified = await verify();
    if (verified.isGood && !isRecent) await this.database.write((manager) => markPairKnown(manager, known));
    return { ...verified, isRecent };
  }

  private queueUnknownPair<T>({ address, user }: RecordKeys, attempt: () => Promise<T>): Promise<T> {
    return this.users.run(user, () => this.addresses.run(address, () => this.strangers.run('', attempt)));
  }

  private async recordsOf(keys: string[]): Promise<Map<string, LoginAttempt>> {
    const found = await this.database.read.findBy(LoginAttempt, { key: In(keys), dateStale: MoreThan(dateAfter(0)) });
    return new Map(found.map((record) => [record.key, record]));
  }

  private async fail({ counted }: RecordKeys, address: string, userName: string | undefined): Promise<void> {
    const locks = await this.database.write(async (manager) => {
      await manager.delete(LoginAttempt, { dateStale: LessThan(dateAfter(0)) });
      const held: { scope: ThrottleRule['scope']; until: string }[] = [];
      for (const { key, rule } of counted) {
        const until = await countFailure(manager, key, rule);
        if (until) held.push({ scope: rule.scope, until });
      }
      return held;
    });
    for (const lock of locks) this.audit.record('lock', { ...lock, userName, address });
  }

  /** Only the user's own failures at this address are forgiven: an attacker may have one good password of their own. */
  private async succeed({ pair, known }: RecordKeys): Promise<void> {
    await this.database.write(async (manager) => {
      await manager.delete(LoginAttempt, { key: pair });
      await markPairKnown(manager, known);
    });
  }
}

/** Whether a user came from there within a day. */
const isRecentlyKnown = (known: string | undefined): boolean =>
  known !== undefined && known > dateAfter(KNOWN_PAIR_TTL_MS - KNOWN_PAIR_REFRESH_MS);

async function markPairKnown(manager: EntityManager, known: string): Promise<void> {
  await insertIfMissing(manager, known);
  await manager.update(LoginAttempt, { key: known }, { dateStale: dateAfter(KNOWN_PAIR_TTL_MS) });
}

function rejectBlocked(keys: RecordKeys, records: Map<string, LoginAttempt>, isKnown: boolean): void {
  const waits = keys.counted
    .filter(({ rule }) => !(isKnown && rule.exemptsKnownPairs))
    .map(({ key }) => Date.parse(records.get(key)?.dateBlocked || dateAfter(0)) - Date.now());
  const longest = Math.max(...waits);
  if (longest > 0) throw new TooManyRequestsError(Math.ceil(longest / 1000));
}

/** @returns Until when attempts are held back, where they are. */
async function countFailure(manager: EntityManager, key: string, rule: ThrottleRule): Promise<string | undefined> {
  await insertIfMissing(manager, key);
  // Counted where it stands, which also locks the row: what another replica counts meanwhile is not lost.
  await manager.increment(LoginAttempt, { key }, 'failures', 1);
  const { failures } = await manager.findOneByOrFail(LoginAttempt, { key });
  const wait = delayAfter(failures, rule);
  const dateBlocked = wait > 0 ? dateAfter(wait) : '';
  await manager.update(LoginAttempt, { key }, { dateBlocked, dateStale: dateAfter(FAILURE_TTL_MS) });
  return dateBlocked || undefined;
}

const insertIfMissing = (manager: EntityManager, key: string): Promise<unknown> =>
  manager
    .createQueryBuilder()
    .insert()
    .into(LoginAttempt)
    .values({ key, failures: 0, dateBlocked: '', dateStale: dateAfter(FAILURE_TTL_MS) })
    .orIgnore()
    .execute();

const dateAfter = (time: number): string => new Date(Date.now() + time).toISOString();
