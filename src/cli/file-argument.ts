import { StartError } from '../common/errors.js';

/**
 * The only argument of a command: the path of a file.
 *
 * @throws StartError that tells the usage, also for an option such as `--help`.
 */
export function fileArgument(command: 'backup' | 'restore'): string {
  const [file, ...more] = process.argv.slice(2);
  if (file !== undefined && !file.startsWith('-') && more.length === 0) return file;
  throw new StartError(`Usage: npm run ${command} -- FILE`);
}
