import type { TypeDefinition } from '../model/type-model.js';
import type { HeaderStyle } from '../options/options-header.js';
import type { OptionDefaults, TypeOptions } from '../options/type-options.js';

/** A language in which references are written. */
export interface Language {
  /** The last segment of its address: `python`. */
  readonly path: string;
  /** ServiceStack's name for it in the list of languages: `Python`. */
  readonly label: string;
  /** The last part of the name of its files: `dtos.py`. */
  readonly file: string;
  readonly contentType: string;
  readonly header: HeaderStyle;
  readonly options: OptionDefaults;
  /** The lines before the header. */
  opening?(options: TypeOptions): readonly string[];
  /**
   * @param types In an order in which each follows the types that it needs.
   * @returns The lines after the header.
   */
  write(types: readonly TypeDefinition[], options: TypeOptions): readonly string[];
}

export const PLAIN_TEXT = 'text/plain; charset=utf-8';
export const JAVASCRIPT = 'text/javascript; charset=utf-8';

/** The header's style in languages with comments like C's. */
export const C_HEADER: HeaderStyle = { open: '/* Options:', unset: '//', close: ['*/'] };

/** The options of every language, in the header's order. */
export const SELECTION: OptionDefaults = [
  ['AddDescriptionAsComments', 'True'],
  ['IncludeTypes', ''],
  ['ExcludeTypes', ''],
];
