import { copyable } from './copyable.js';

/**
 * A call of the admin command, to copy.
 *
 * @param words The arguments, unquoted.
 */
export const command = (words) => copyable(['npm run -s admin --', ...words.map(quoted)].join(' '), 'Command');

/** A word as a POSIX shell reads it. */
const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
