import type { EntityManager } from 'typeorm';
import { isXmlText } from '../../../common/contract/member-rules.js';
import { type Dialect, Statement } from '../../../database/engine/statement.js';
import type { AISessionAction } from '../ai-session-action.entity.js';
import type { ExecutorResult } from '../functions/executor.js';

/** The longest log, in UTF-16 units. What an executor writes is left out beyond it. */
const MAX_LOG_LENGTH = 65_536;
/** The longest text of an executor in the log or in an action's `Error`, in UTF-16 units. */
const MAX_TEXT_LENGTH = 1_000;

/** The error of an executor that gives none. */
export const NO_REASON = 'The executor gave no reason.';

/** What some reader of the log ends a line at. */
const LINE_ENDS = /[\n\r\u0085\u2028\u2029]+/;

/** Prevents that a text looks like several lines of the log. */
const singleLine = (text: string): string => text.split(LINE_ENDS).join(' ');

/** A line of a log, with the time before it. */
export const logLine = (text: string): string => `${new Date().toISOString()} ${singleLine(text)}`;

/** `1 action`, `2 actions`. */
export const countOf = (actions: number): string => `${actions} ${actions === 1 ? 'action' : 'actions'}`;

/** The lines that say how an action ended. */
export function outcomeLines(action: AISessionAction, { ok, error, log }: ExecutorResult): string[] {
  const { functionName, id, stagedBy, date } = action;
  const staged = `${functionName} (${id}), staged by ${stagedBy} at ${date}`;
  const line = ok ? `Applied ${staged}.` : `Failed: ${staged}: ${cutText(error ?? NO_REASON)}`;
  const details = log === undefined || log === '' ? [] : cutText(log).split(LINE_ENDS);
  return [logLine(line), ...details.map((detail) => `  ${detail}`)];
}

/** @returns The log with the lines after it. */
export function withLines(log: string | null, lines: readonly string[]): string {
  const longer = [...(log === null ? [] : [log]), ...lines].join('\n');
  if (longer.length <= MAX_LOG_LENGTH) return longer;
  // Keeps one line an action: at most 200 of them.
  return [...(log === null ? [] : [log]), ...lines.filter((line) => !line.startsWith('  '))].join('\n');
}

/** Adds a line to the log of a session. */
export async function appendLog(
  manager: EntityManager,
  dialect: Dialect,
  sessionId: string,
  text: string,
): Promise<void> {
  const update = new Statement(dialect);
  const line = update.value(logLine(text));
  update.text =
    `UPDATE ai_session_changesets SET log = CASE WHEN log IS NULL THEN ${dialect === 'postgres' ? `${line}::text` : line} ` +
    `ELSE log || ${update.value(`\n${logLine(text)}`)} END WHERE "sessionId" = ${update.value(sessionId)}`;
  await manager.query(...update.toQuery());
}

/** A text of another service, without what XML cannot represent and not longer than the log allows. */
export const cutText = (text: string): string => {
  const clean = Array.from(text.replace(/\r\n?/g, '\n'), (character) => (isXmlText(character) ? character : '\uFFFD'));
  return clean.length > MAX_TEXT_LENGTH ? `${clean.slice(0, MAX_TEXT_LENGTH - 1).join('')}…` : clean.join('');
};
