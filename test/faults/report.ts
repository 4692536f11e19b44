import { check } from './checker.js';
import type { History } from './history.js';
import { RULES, type StoredRow } from './violation.js';

const MAX_LINES = 20;

/** A duration for people. */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Prints how often each fault happened, and how long it took after it until a change was answered, in ms. */
export function printFaults(recoveries: ReadonlyMap<string, readonly number[]>): void {
  for (const [name, times] of [...recoveries].toSorted()) {
    console.log(`  ${name}: ${times.length} times, a change was answered at most ${seconds(Math.max(...times))} later`);
  }
}

/**
 * Prints what the run has shown.
 *
 * @param problems What went wrong besides the answers.
 * @returns Whether everything held.
 */
export function printVerdict(history: History, stored: readonly StoredRow[], problems: readonly string[]): boolean {
  const { answered, outdated, busy, applied, unavailable, broken } = history.counts();
  const violations = check(history, stored);
  const actions = stored.flatMap((row) => row.actions ?? []);
  const done = actions.filter((action) => action.endsWith(' Applied'));
  console.log(
    `${history.entries.length} operations, ${stored.length} rows and ${actions.length} actions stored at the end`,
  );
  console.log(
    `Calls: ${answered} answered, ${outdated} 412, ${busy + applied} 409, ${unavailable} 503 or 429, ${broken} without a response`,
  );
  const staged = history.entries.filter(({ operation }) => operation.kind === 'stage').length;
  console.log(`Actions: ${staged} staged, ${done.length} applied, ${history.received.length} calls of the executor`);
  for (const rule of RULES) {
    console.log(`${rule}: ${violations.filter((violation) => violation.rule === rule).length}`);
  }
  const lines = [...problems, ...violations.map(({ rule, text }) => `${rule}: ${text}`)];
  for (const line of lines.slice(0, MAX_LINES)) console.error(line);
  if (lines.length > MAX_LINES) console.error(`and ${lines.length - MAX_LINES} more`);
  console.log(lines.length === 0 ? 'Nothing that was answered is lost, doubled or different.' : 'FAILED');
  return lines.length === 0;
}
