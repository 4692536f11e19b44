/**
 * Folds a name for comparison: names that differ only in case fold to the same text. Lowers first, because only then ẞ
 * becomes SS; raises last, because a part of a name must fold as it does within the name, and Σ has two lower cases.
 */
export const foldName = (name: string): string => name.normalize('NFC').toLowerCase().toUpperCase().normalize('NFC');
