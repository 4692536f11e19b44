import { Command, InvalidArgumentError } from 'commander';
import type { PurgeCounts } from '../ai/retention/session-purge.service.js';
import { vacuumAdvice } from './vacuum-advice.js';
import { ADMIN_COMMAND, withServices } from './with-services.js';

const DAY_MS = 86_400_000;
/** The longest age that still gives a date with a year of four digits. */
const MAX_DAYS = 36_500;
const PROGRESS_INTERVAL_MS = 1_000;

interface PurgeArguments {
  /** An ISO date. */
  readonly olderThan: string;
  readonly account?: string;
  readonly dryRun: boolean;
}

/** `sessions ...`: AI sessions that nobody needs any more. */
export function sessionsCommand(): Command {
  const command = new Command('sessions').description('deletes old AI sessions');
  command
    .command('purge')
    .description('deletes AI sessions, with their actions, that were last modified long ago; this cannot be undone')
    .requiredOption('--older-than <days>', 'the time since the last change, in days: 90d', parseAge)
    .option('--account <id>', 'only sessions of this account')
    .option('--dry-run', 'only counts', false)
    .action(({ olderThan: before, account: accountId, dryRun }: PurgeArguments) =>
      withServices(async ({ sessions, database }) => {
        const filter = { before, accountId };
        const found = await sessions.count(filter);
        if (dryRun) {
          process.stdout.write(`${describe(found)} last modified before ${before} would be deleted.\n`);
          return;
        }
        const onProgress = progressOf(found.sessions);
        const deleted = await untilInterrupted((signal) =>
          sessions.purge(filter, { by: ADMIN_COMMAND, onProgress, signal }),
        );
        process.stdout.write(`${describe(deleted)} last modified before ${before} deleted.\n`);
        const advice = await vacuumAdvice(database, deleted);
        if (advice !== undefined) process.stdout.write(`${advice}\n`);
      }),
    );
  return command;
}

/** Gives `work` a signal that Ctrl+C and SIGTERM abort, so that it can say in the audit log what it has done. */
async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  process.on('SIGINT', abort).on('SIGTERM', abort);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', abort).off('SIGTERM', abort);
  }
}

const describe = ({ sessions, actions }: PurgeCounts): string =>
  `${sessions} session${sessions === 1 ? '' : 's'} with ${actions} action${actions === 1 ? '' : 's'}`;

/** Prints a line on stderr at most once a second. */
function progressOf(total: number): (counts: PurgeCounts) => void {
  let last = performance.now();
  return ({ sessions }) => {
    if (performance.now() - last < PROGRESS_INTERVAL_MS) return;
    last = performance.now();
    process.stderr.write(`${sessions} of ${total} sessions deleted\n`);
  };
}

/** @throws InvalidArgumentError if the text is not a number of days. */
function parseAge(text: string): string {
  const days = Number(/^([1-9]\d{0,4})d$/.exec(text)?.[1]);
  if (days <= MAX_DAYS) return new Date(Date.now() - days * DAY_MS).toISOString();
  throw new InvalidArgumentError(`It must be a number of days from 1d to ${MAX_DAYS}d, such as 90d.`);
}
