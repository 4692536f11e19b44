export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * How two contenders compare: the median of the ratios of their rounds. The machine's speed drifts, and the two loads of a
 * round lie closest together.
 */
export const ratio = (of, to, figure) => median(of.rounds.map((round, i) => round[figure] / to.rounds[i][figure]));
