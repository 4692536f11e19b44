import { Logger } from '@nestjs/common';
import type { LogLevel } from '../config/env.js';

/**
 * Switches the log between a level and `debug` each time the process receives a signal, so that an operator can look
 * closer without a restart.
 *
 * @param level The level of the settings.
 * @param setLevel Applies a level to the log.
 * @returns Ends that.
 */
export function toggleDebugAt(
  signal: NodeJS.Signals,
  level: LogLevel,
  setLevel: (level: LogLevel) => void,
): () => void {
  let current = level;
  const toggle = (): void => {
    current = current === level ? 'debug' : level;
    setLevel('debug'); // this line is logged either way
    new Logger('Log').log(`The log level is now ${current}.`);
    setLevel(current);
  };
  process.on(signal, toggle);
  return () => process.off(signal, toggle);
}
