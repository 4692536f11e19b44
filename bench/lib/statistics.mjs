export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Compares a metric of two contenders: the median of the ratios of each round. The speed of the machine drifts, and the loads
 * of one round are closest in time.
 */
export const medianRatio = (numerator, denominator, metric) =>
  median(numerator.rounds.map((round, index) => round[metric] / denominator.rounds[index][metric]));
