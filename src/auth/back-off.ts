import { Injectable } from '@nestjs/common';
import { type EntityManager, In, LessThan, MoreThan } from 'typeorm';
import { TooManyRequestsError } from '../common/errors.js';
import { Database } from '../database/database.js';
import { Audit } from './audit.js';
import {
  FORGOTTEN_AFTER,
  KNOWN_AGAIN,
  KNOWN_FOR,
  type RecordKeys,
  recordKeys,
  type Rule,
  waitAfter,
} from './back-off-rules.js';
import { SignInRecord } from './sign-in-record.entity.js';
import { Turns } from './turns.js';
import type { User } from './user.entity.js';

/** What was found when a password was looked at. */
export interface Verified {
  /** Whom the name belongs to, if anybody. */
  readonly user: User | null;
  /** Whether they are let in. */
  readonly isGood: boolean;
}

/** How many at one address may have theirs looked at at once: as many as libuv has threads to hash with. */
const HASHES_AT_ONCE = 4;
/** Of those whom nobody knows where they are; the other threads are for those who are known, and for files. */
const STRANGERS_AT_ONCE = 2;

/**
 * Holds back those who guess passwords. What it knows is in the database, so that it holds for every replica and
 * after a restart; it reads it before a password is hashed, and writes only failures and, once a day, where a user is
 * known. Attempts that arrive together are counted too: a user at an address has one under way at a time, and so has a
 * user wherever they are not known, so the next sees what became of the last (each replica adds at most one).
 */
@Injectable()
export class BackOff {
  private readonly pairs = new Turns(1);
  private readonly addresses = new Turns(HASHES_AT_ONCE);
  private readonly users = new Turns(1);
  private readonly strangers = new Turns(STRANGERS_AT_ONCE);

  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
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
    verify: () => Promise<Verified>,
  ): Promise<Verified & { isRecent: boolean }> {
    const keys = recordKeys(userName, address);
    const all = [keys.known, ...keys.counted.map(({ key }) => key)];
    const look = async (records: Map<string, SignInRecord>) => {
      const known = records.get(keys.known)?.dateStale;
      refuseTheBlocked(keys, records, known !== undefined);
      const verified = await verify();
      const isRecent = isRecentlyKnown(known);
      if (!verified.isGood) await this.fail(keys, address, verified.user?.userName);
      else if (!isRecent || records.has(keys.pair)) await this.succeed(keys);
      return { ...verified, isRecent };
    };
    return this.pairs.take(keys.pair, async () => {
      const records = await this.recordsOf(all);
      // Who is known here waits for nobody who guesses elsewhere, or for others here.
      if (records.has(keys.known)) return look(records);
      // Who has to wait anyway takes nobody's place in a line.
      refuseTheBlocked(keys, records, false);
      return this.inLine(keys, async () => look(await this.recordsOf(all)));
    });
  }

  /** The same for what was right lately: it waits for nobody, and is not counted where it is wrong now. */
  async again(
    userName: string,
    address: string,
    verify: () => Promise<Verified>,
  ): Promise<Verified & { isRecent: boolean }> {
    const { known } = recordKeys(userName, address);
    const isRecent = isRecentlyKnown((await this.recordsOf([known])).get(known)?.dateStale);
    const verified = await verify();
    if (verified.isGood && !isRecent) await this.database.write((manager) => renew(manager, known));
    return { ...verified, isRecent };
  }

  private inLine<T>({ address, user }: RecordKeys, attempt: () => Promise<T>): Promise<T> {
    return this.users.take(user, () => this.addresses.take(address, () => this.strangers.take('', attempt)));
  }

  private async recordsOf(keys: string[]): Promise<Map<string, SignInRecord>> {
    const found = await this.database.read.findBy(SignInRecord, { key: In(keys), dateStale: MoreThan(inTime(0)) });
    return new Map(found.map((record) => [record.key, record]));
  }

  private async fail({ counted }: RecordKeys, address: string, userName: string | undefined): Promise<void> {
    const locks = await this.database.write(async (manager) => {
      await manager.delete(SignInRecord, { dateStale: LessThan(inTime(0)) });
      const held: { scope: Rule['scope']; until: string }[] = [];
      for (const { key, rule } of counted) {
        const until = await countFailure(manager, key, rule);
        if (until) held.push({ scope: rule.scope, until });
      }
      return held;
    });
    for (const lock of locks) this.audit.note('lock', { ...lock, userName, address });
  }

  /** Only the user's own failures at this address are forgiven: an attacker may have one good password of their own. */
  private async succeed({ pair, known }: RecordKeys): Promise<void> {
    await this.database.write(async (manager) => {
      await manager.delete(SignInRecord, { key: pair });
      await renew(manager, known);
    });
  }
}

/** Whether a user came from there within a day. */
const isRecentlyKnown = (known: string | undefined): boolean =>
  known !== undefined && known > inTime(KNOWN_FOR - KNOWN_AGAIN);

async function renew(manager: EntityManager, known: string): Promise<void> {
  await insertUnlessThere(manager, known);
  await manager.update(SignInRecord, { key: known }, { dateStale: inTime(KNOWN_FOR) });
}

function refuseTheBlocked(keys: RecordKeys, records: Map<string, SignInRecord>, isKnown: boolean): void {
  const waits = keys.counted
    .filter(({ rule }) => !(isKnown && rule.sparesTheKnown))
    .map(({ key }) => Date.parse(records.get(key)?.dateBlocked || inTime(0)) - Date.now());
  const longest = Math.max(...waits);
  if (longest > 0) throw new TooManyRequestsError(Math.ceil(longest / 1000));
}

/** @returns Until when attempts are held back, where they are. */
async function countFailure(manager: EntityManager, key: string, rule: Rule): Promise<string | undefined> {
  await insertUnlessThere(manager, key);
  // Counted where it stands, which also locks the row: what another replica counts meanwhile is not lost.
  await manager.increment(SignInRecord, { key }, 'failures', 1);
  const { failures } = await manager.findOneByOrFail(SignInRecord, { key });
  const wait = waitAfter(failures, rule);
  const dateBlocked = wait > 0 ? inTime(wait) : '';
  await manager.update(SignInRecord, { key }, { dateBlocked, dateStale: inTime(FORGOTTEN_AFTER) });
  return dateBlocked || undefined;
}

const insertUnlessThere = (manager: EntityManager, key: string): Promise<unknown> =>
  manager
    .createQueryBuilder()
    .insert()
    .into(SignInRecord)
    .values({ key, failures: 0, dateBlocked: '', dateStale: inTime(FORGOTTEN_AFTER) })
    .orIgnore()
    .execute();

const inTime = (time: number): string => new Date(Date.now() + time).toISOString();
