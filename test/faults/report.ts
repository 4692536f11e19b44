import { check, type StoredRow } from './checker.js';
import type { History } from './history.js';

const MAX_LINES = 20;

/** A duration for people. */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/**
 * Prints what the run has shown, and sets the exit code.
 *
 * @param problems What went wrong besides the answers.
 */
export function printVerdict(history: History, stored: readonly StoredRow[], problems: readonly string[]): void {
  const { answered, outdated, unavailable, broken } = history.counts();
  const violations = check(history, stored);
  console.log(`${history.entries.length} operations, ${stored.length} sessions stored at the end`);
  console.log(`Calls: ${answered} answered, ${outdated} 412, ${unavailable} 503 or 429, ${broken} without a response`);
  for (const rule of ['lost', 'doubled', 'different', 'dishonest', 'invented'] as const) {
    console.log(`${rule}: ${violations.filter((violation) => violation.rule === rule).length}`);
  }
  const lines = [...problems, ...violations.map(({ rule, text }) => `${rule}: ${text}`)];
  for (const line of lines.slice(0, MAX_LINES)) console.error(line);
  if (lines.length > MAX_LINES) console.error(`and ${lines.length - MAX_LINES} more`);
  console.log(lines.length === 0 ? 'Nothing that was answered is lost, doubled or different.' : 'FAILED');
  process.exitCode = lines.length === 0 ? 0 : 1;
}
