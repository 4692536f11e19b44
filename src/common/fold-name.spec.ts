import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldName, foldText } from './fold-name.js';

const anyText = fc.string({ unit: 'binary' });

describe('foldName', () => {
  it('folds what it has folded to the same text', () => {
    fc.assert(
      fc.property(anyText, (name) => expect(foldName(foldName(name))).toBe(foldName(name))),
      { numRuns: 2_000 },
    );
  });

  it('folds canonically and compatibly equivalent names to the same text', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) {
          expect(foldName(name.normalize(form))).toBe(foldName(name));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  // Values of the property NFKC_CF in Unicode's DerivedNormalizationProps.txt, in upper case.
  it.each([
    ['\u00ad', ''],
    ['\u034f', ''],
    ['\u115f', ''],
    ['\u200b\u200f', ''],
    ['\ufe0f', ''],
    ['\u{e0001}', ''],
    ['\uff21', 'A'],
    ['\u2460', '1'],
    ['\u00df', 'SS'],
    ['\ufb01', 'FI'],
    ['\u00b5', '\u039c'],
  ])('folds %j as Unicode does', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });
});
