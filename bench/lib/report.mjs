// Formats the results as Markdown tables, and compares them with the goals.
import { APPLIED_COUNT } from './measure-actions.mjs';
import { medianRatio } from './statistics.mjs';

/** Describes the machine. */
export function environmentLine({ cpus, nodeVersion, flushTimeMs }) {
  return `Node ${nodeVersion}, ${cpus} CPUs. Flushing one page to disk takes ${flushTimeMs.toFixed(2)} ms.`;
}

/** Describes what a scenario's results are medians of. */
export const loadCaption = ({ connections, rounds, seconds }) =>
  `Connections: ${connections}. Medians over ${rounds} × ${seconds} s.`;

/** @param readCount The number of requests per kind of read. */
export const readCaption = (readCount) => `One request at a time, without totals. Medians of ${readCount} requests.`;

/** One scenario: a row per contender, and a column with the ratio to each baseline. */
export function loadTable({ unit, baselines }, results) {
  const present = baselines.map((key) => results.find((result) => result.key === key)).filter(Boolean);
  return table(
    [
      'Contender',
      unit,
      'slowest to fastest round',
      'p50, ms',
      'p99, ms',
      'errors',
      ...present.map(({ key }) => `× ${key}`),
      'CPU per request, µs',
      'RSS, MB',
      'peak RSS, MB',
    ],
    results.map((result) => [
      result.name,
      result.perSecond.toFixed(0),
      `${result.slowest.toFixed(0)} to ${result.fastest.toFixed(0)}`,
      result.p50.toFixed(2),
      result.p99.toFixed(2),
      result.lost > 0 ? `${result.errors}, and ${result.lost} lost` : String(result.errors),
      ...present.map((baseline) => medianRatio(result, baseline, 'perSecond').toFixed(2)),
      result.cpuUs > 0 ? result.cpuUs.toFixed(0) : 'unknown',
      result.rss?.toFixed(0) ?? 'unknown',
      result.peakRss?.toFixed(0) ?? 'unknown',
    ]),
  );
}

/** Evaluates the goals of a scenario. Goals whose contenders did not run are left out. */
export function loadGoals({ name, unit, goals, memoryGoal }, results) {
  const find = (key) => results.find((result) => result.key === key);
  const ratioRows = goals
    .map(({ contender, baseline, ...limits }) => ({ ...limits, contender: find(contender), baseline: find(baseline) }))
    .filter(({ contender, baseline }) => contender && baseline)
    .map(({ metric = 'perSecond', atLeast, atMost, contender, baseline }) => {
      const ratio = medianRatio(contender, baseline, metric);
      const limit = atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
      const isMet = atLeast === undefined ? ratio <= atMost : ratio >= atLeast;
      const metricName = metric === 'perSecond' ? unit : metric;
      const text = `${name}, ${metricName}: ${contender.name} ${limit} × ${baseline.name}`;
      return goalRow(text, ratio.toFixed(2), isMet);
    });
  const memoryRows = (memoryGoal?.contenders ?? [])
    .map(find)
    .filter((result) => result?.peakRss !== undefined)
    .map(({ name: contender, peakRss }) => {
      const text = `Peak RSS: ${contender} < ${memoryGoal.belowMb} MB`;
      return goalRow(text, `${peakRss.toFixed(0)} MB`, peakRss < memoryGoal.belowMb);
    });
  return [...ratioRows, ...memoryRows];
}

/** The median times on the small and the large table, and their ratio. */
export const readTable = ({ sizes }, results) =>
  table(
    ['Read', ...sizes.map((size) => `${size} sessions, ms`), 'ratio'],
    results.map(({ name, medians: [small, large] }) => [
      name,
      small.toFixed(2),
      large.toFixed(2),
      (large / small).toFixed(2),
    ]),
  );

export const readGoals = ({ name, maxRatio }, results) =>
  results.map(({ name: read, medians: [small, large] }) => {
    const text = `${name}: ${read} on the large table ≤ ${maxRatio} × the small table`;
    return goalRow(text, (large / small).toFixed(2), large / small <= maxRatio);
  });

/** The median times of applies and reads. */
export const actionTable = (times) =>
  table(
    ['Measure', 'ms'],
    [
      [`an apply of ${APPLIED_COUNT} changes of accounts`, times.apply.toFixed(2)],
      [`${APPLIED_COUNT} calls that change accounts, one after the other`, times.calls.toFixed(2)],
      ['a session with 200 actions of 1 KiB', times.full.toFixed(2)],
      ['a session without actions', times.empty.toFixed(2)],
      ['the bytes of the former from a plain HTTP server', times.bytes.toFixed(2)],
    ],
  );

export function actionGoals({ name, applyAtLeast, readAtMost }, { apply, calls, full, empty, bytes }) {
  const speedUp = calls / apply;
  const readRatio = (full - bytes) / empty;
  return [
    goalRow(`${name}: an apply ≥ ${applyAtLeast} × as fast as calls`, speedUp.toFixed(2), speedUp >= applyAtLeast),
    goalRow(
      `${name}: a session with actions, without the time for its bytes, ≤ ${readAtMost} × one without`,
      readRatio.toFixed(2),
      readRatio <= readAtMost,
    ),
  ];
}

export function coldStartGoal(seconds, { runs, belowSeconds }) {
  const text = `Cold start until the first session is created, median of ${runs} runs < ${belowSeconds} s`;
  return goalRow(text, `${seconds.toFixed(2)} s`, seconds < belowSeconds);
}

export const goalTable = (rows) => table(['Goal', 'Result', ''], rows);

const goalRow = (text, result, isMet) => [text, result, isMet ? 'met' : 'missed'];

/** @returns A Markdown table; all columns but the first are aligned to the right. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const separator = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [head, separator, ...rows].map(line).join('\n');
}
