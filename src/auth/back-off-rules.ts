import { networkOf } from './network.js';
import { hashOf } from './secret-token.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** How attempts of one kind are held back: so many failures are free, then each doubles the wait, up to a cap. */
export interface Rule {
  /** What is counted. */
  readonly scope: 'user at address' | 'address' | 'user';
  readonly free: number;
  /** The longest wait, in ms: nobody is locked out for longer. */
  readonly longest: number;
  /** Whether it lets a user pass at an address where that user has signed in before. */
  readonly sparesTheKnown: boolean;
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
export const RULES: readonly Rule[] = [
  { scope: 'user at address', free: 5, longest: 15 * MINUTE, sparesTheKnown: false },
  { scope: 'address', free: 20, longest: 15 * MINUTE, sparesTheKnown: true },
  { scope: 'user', free: 100, longest: MINUTE, sparesTheKnown: true },
];

/** How long failures count after the last of them, in ms. */
export const FORGOTTEN_AFTER = DAY;
/** How long a user is known at an address, and how old that may grow before it is written again, in ms. */
export const KNOWN_FOR = 30 * DAY;
export const KNOWN_AGAIN = DAY;

/** How long to wait after so many failures, in ms. */
export const waitAfter = (failures: number, { free, longest }: Rule): number =>
  failures < free ? 0 : Math.min(longest, SECOND * 2 ** Math.min(failures - free, 30));

/** The keys of the records of an attempt: one for each rule, and the one that says the user is known there. */
export interface RecordKeys {
  readonly counted: readonly { readonly key: string; readonly rule: Rule }[];
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
    counted: RULES.map((rule) => ({ rule, key: keys[rule.scope] })),
    pair: keys['user at address'],
    address: keys.address,
    user: keys.user,
    known: `known:${digest}`,
  };
}
