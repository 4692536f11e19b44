import { foldName } from '../../common/fold-name.js';
import { networkOf } from './client-network.js';
import { hashOf } from '../credentials/secret-token.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** An exponential back-off: after the free failures, every failure doubles the delay, up to a maximum. */
export interface ThrottleRule {
  /** Which failures count together. */
  readonly scope: 'user at address' | 'address' | 'user';
  readonly freeFailures: number;
  /** The longest delay, in ms. */
  readonly maxDelayMs: number;
  /** Whether the rule ignores a user at an address from which that user has signed in within `KNOWN_PAIR_TTL_MS`. */
  readonly exemptsKnownPairs: boolean;
}

/**
 * The rules of login throttling. An attempt must satisfy all of them.
 *
 * - User at address: a person who mistypes five times waits a second; a program that keeps guessing waits up to 15 min.
 * - Address: stops a client that tries one password on many users.
 * - User: stops many addresses that share the work. It allows many more failures, and its longest delay is a minute.
 *
 * The last two exempt known pairs: otherwise an attacker could lock users out by guessing their passwords. Callers with a
 * cookie, key or token are never delayed, since nobody can guess 256 bits.
 */
export const THROTTLE_RULES: readonly ThrottleRule[] = [
  { scope: 'user at address', freeFailures: 5, maxDelayMs: 15 * MINUTE_MS, exemptsKnownPairs: false },
  { scope: 'address', freeFailures: 20, maxDelayMs: 15 * MINUTE_MS, exemptsKnownPairs: true },
  { scope: 'user', freeFailures: 100, maxDelayMs: MINUTE_MS, exemptsKnownPairs: true },
];

/** How long failures count after the last of them, in ms. */
export const FAILURE_TTL_MS = DAY_MS;
/** How long a pair of user and address stays known after the last sign-in, in ms. */
export const KNOWN_PAIR_TTL_MS = 30 * DAY_MS;
/** How often the expiry of a known pair is extended at most, in ms: most sign-ins need no write. */
export const KNOWN_PAIR_REFRESH_MS = DAY_MS;

/** @returns The delay after so many failures, in ms. */
export const delayAfter = (failures: number, { freeFailures, maxDelayMs }: ThrottleRule): number =>
  failures < freeFailures ? 0 : Math.min(maxDelayMs, SECOND_MS * 2 ** Math.min(failures - freeFailures, 30));

/** The keys of the records that an attempt reads and writes: one for each rule, and one that marks a known pair. */
export interface RecordKeys {
  readonly counters: readonly { readonly key: string; readonly rule: ThrottleRule }[];
  /** The counter of the user at the address. */
  readonly pair: string;
  readonly address: string;
  readonly user: string;
  readonly knownPair: string;
}

/** Names that differ only in case are the same user's, so their failures count together. */
export function recordKeysOf(userName: string, address: string): RecordKeys {
  const name = foldName(userName);
  const network = networkOf(address);
  const pairHash = hashOf(JSON.stringify([name, network]));
  const keys = {
    'user at address': `pair:${pairHash}`,
    address: `address:${hashOf(network)}`,
    user: `user:${hashOf(name)}`,
  };
  return {
    counters: THROTTLE_RULES.map((rule) => ({ rule, key: keys[rule.scope] })),
    pair: keys['user at address'],
    address: keys.address,
    user: keys.user,
    knownPair: `known:${pairHash}`,
  };
}
