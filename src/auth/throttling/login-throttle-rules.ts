import { networkOf } from './client-network.js';
import { hashOf } from '../credentials/secret-token.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How attempts of one kind are held back: so many failures are free, then each doubles the wait, up to a cap. */
export interface ThrottleRule {
  /** What is counted. */
  readonly scope: 'user at address' | 'address' | 'user';
  readonly freeFailures: number;
  /** The longest wait, in ms: nobody is locked out for longer. */
  readonly maxDelayMs: number;
  /** Whether it lets a user pass at an address where that user has signed in before. */
  readonly exemptsKnownPairs: boolean;
}

/**
 * Whose failures count, and for how much.
 *
 * - A user at an address: a person who mistypes five times waits a second, a program that goes on waits up to 15 min.
 * - An address, whomever it asks for: somebody who tries one password on many users.
 * - A user, wherever from: many addresses that share the work. It takes many more failures and never holds anybody
 *   back for more than a minute.
 *
 * The last two spare a user at an address where that user has signed in within the last 30 days, or an attacker could
 * keep people out by guessing for them. Callers by cookie, key or token are never held back: nobody guesses 256 bits.
 */
export const THROTTLE_RULES: readonly ThrottleRule[] = [
  { scope: 'user at address', freeFailures: 5, maxDelayMs: 15 * MINUTE_MS, exemptsKnownPairs: false },
  { scope: 'address', freeFailures: 20, maxDelayMs: 15 * MINUTE_MS, exemptsKnownPairs: true },
  { scope: 'user', freeFailures: 100, maxDelayMs: MINUTE_MS, exemptsKnownPairs: true },
];

/** How long failures count after the last of them, in ms. */
export const FAILURE_TTL_MS = DAY_MS;
/** How long a user is known at an address, and how old that may grow before it is written again, in ms. */
export const KNOWN_PAIR_TTL_MS = 30 * DAY_MS;
export const KNOWN_PAIR_REFRESH_MS = DAY_MS;

/** How long to wait after so many failures, in ms. */
export const delayAfter = (failures: number, { freeFailures, maxDelayMs }: ThrottleRule): number =>
  failures < freeFailures ? 0 : Math.min(maxDelayMs, SECOND_MS * 2 ** Math.min(failures - freeFailures, 30));

/** The keys of the records of an attempt: one for each rule, and the one that says the user is known there. */
export interface RecordKeys {
  readonly counted: readonly { readonly key: string; readonly rule: ThrottleRule }[];
  readonly pair: string;
  readonly address: string;
  readonly user: string;
  readonly known: string;
}

export function recordKeys(userName: string, address: string): RecordKeys {
  const network = networkOf(address);
  const digest = hashOf(JSON.stringify([userName, network]));
  const keys = {
    'user at address': `pair:${digest}`,
    address: `address:${hashOf(network)}`,
    user: `user:${hashOf(userName)}`,
  };
  return {
    counted: THROTTLE_RULES.map((rule) => ({ rule, key: keys[rule.scope] })),
    pair: keys['user at address'],
    address: keys.address,
    user: keys.user,
    known: `known:${digest}`,
  };
}
