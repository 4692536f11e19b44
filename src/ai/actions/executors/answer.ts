import { isObject } from '../../../content/codecs/json.codec.js';
import type { ExecutorResult } from '../functions/executor.js';

/** A call that failed, with the reason. */
export const failure = (error: string): ExecutorResult => ({ ok: false, error });

/** Ends a text with a full stop unless it ends a sentence already. */
export const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** @returns An executor's answer as a result; a failure that says what is wrong with it if it is not an answer. */
export function readAnswer(answer: unknown): ExecutorResult {
  if (!isObject(answer) || typeof answer.ok !== 'boolean') {
    return failure(`The executor's answer has no 'ok' that is true or false.`);
  }
  const { ok, log, error } = answer;
  if (!isText(log)) return failure(`The executor's answer has a 'log' that is not a text.`);
  if (!isText(error)) return failure(`The executor's answer has an 'error' that is not a text.`);
  return { ok, ...(log && { log }), ...(!ok && error && { error }) };
}

const isText = (value: unknown): value is string | null | undefined =>
  value === undefined || value === null || typeof value === 'string';
