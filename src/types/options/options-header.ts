import { buildInfo } from '../../common/build-info.js';
import type { TypeOptions } from './type-options.js';

/** How a language writes the header. */
export interface HeaderStyle {
  /** The line that contains `Options:`. */
  readonly open: string;
  /** Before each line. */
  readonly prefix?: string;
  /** Before the name of an option that has its default value, after `prefix`. Tools do not send such an option again. */
  readonly unset: string;
  readonly close: readonly string[];
}

/**
 * Writes the comment from which ServiceStack's tools read back the address and the options to refresh a reference.
 *
 * @param baseUrl The address of the service, without a slash at its end.
 */
export function optionsHeader(style: HeaderStyle, baseUrl: string, options: TypeOptions): string[] {
  const { open, prefix = '', unset, close } = style;
  const date = new Date().toISOString().slice(0, 19).replace('T', ' ');
  const lines = [
    `Date: ${date}`,
    `Version: ${buildInfo.version}`,
    `Tip: To override a DTO option, remove "${unset}" prefix before updating`,
    `BaseUrl: ${baseUrl}`,
    '',
    ...options.entries.map(({ name, value, isGiven }) => `${isGiven ? '' : unset}${name}: ${value}`),
  ];
  return [open, ...lines.map((line) => prefix + line), ...close, ''];
}
