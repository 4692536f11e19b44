/** What Unicode tells programs to ignore where they cannot show it: zero-width characters, soft hyphens, ... */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}+/gu;
const WHITE_SPACE = /\p{White_Space}+/gu;

/**
 * Folds a part of a name for comparison: texts that look the same, or differ only in case, fold to the same text. It is
 * Unicode's NFKC_Casefold (UAX #44), and white space of any kind and length becomes one space.
 *
 * Lowers first, because only then ẞ becomes SS; raises last, because a part of a name must fold as it does within the
 * name, and Σ has two lower cases.
 */
export const foldText = (text: string): string =>
  text.normalize('NFKC').replace(IGNORABLE, '').toLowerCase().toUpperCase().normalize('NFKC').replace(WHITE_SPACE, ' ');

/** Folds a name: `foldText` without white space around it. Stored rows have this form: a change needs a migration. */
export const foldName = (name: string): string => foldText(name).trim();
