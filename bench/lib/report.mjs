// The results as Markdown, with what was aimed at next to them.
import { ratio } from './statistics.mjs';

/** What the figures depend on. */
export function environmentLine({ cpus, nodeVersion, flush }) {
  return `Node ${nodeVersion}, ${cpus} CPUs; flushing a page to disk takes ${flush.toFixed(2)} ms.`;
}

/** One measure: a row for each contender, medians over the rounds; so are the ratios, each between loads of one round. */
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
      'processor, µs a call',
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
      ...present.map((baseline) => ratio(result, baseline, 'perSecond').toFixed(2)),
      result.processor > 0 ? result.processor.toFixed(0) : 'unknown',
      result.rss?.toFixed(0) ?? 'unknown',
      result.peak?.toFixed(0) ?? 'unknown',
    ]),
  );
}

/** A measure's aims; those whose contenders did not run are left out. */
export function loadAims({ name, unit, aims, memoryAim }, results) {
  const find = (key) => results.find((result) => result.key === key);
  const ratios = aims
    .map(({ of, to, ...bounds }) => ({ ...bounds, of: find(of), to: find(to) }))
    .filter(({ of, to }) => of && to)
    .map(({ figure = 'perSecond', atLeast, atMost, of, to }) => {
      const result = ratio(of, to, figure);
      const bound = atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
      const isMet = atLeast === undefined ? result <= atMost : result >= atLeast;
      const what = figure === 'perSecond' ? unit : `${figure} of ${unit}`;
      return aim(`${what}, ${name}: ${of.name} ${bound} × ${to.name}`, result.toFixed(2), isMet);
    });
  const memory = (memoryAim?.of ?? [])
    .map(find)
    .filter((result) => result?.peak !== undefined)
    .map(({ name, peak }) =>
      aim(`Peak RSS: ${name} < ${memoryAim.below} MB`, `${peak.toFixed(0)} MB`, peak < memoryAim.below),
    );
  return [...ratios, ...memory];
}

/** What reading costs on the two tables, in ms, and the ratio. */
export const readTable = ({ sizes }, results) =>
  table(
    ['Call', ...sizes.map((size) => `${size} sessions, ms`), 'ratio'],
    results.map(({ name, medians: [small, large] }) => [
      name,
      small.toFixed(2),
      large.toFixed(2),
      (large / small).toFixed(2),
    ]),
  );

export const readAims = ({ name, atMost }, results) =>
  results.map(({ name: call, medians: [small, large] }) =>
    aim(
      `${name}: ${call} on the large table ≤ ${atMost} × the small one`,
      (large / small).toFixed(2),
      large / small <= atMost,
    ),
  );

export function startAimed(seconds, { runs, below }) {
  const name = `Start on an empty database to the first session created, median of ${runs} < ${below} s`;
  return aim(name, `${seconds.toFixed(2)} s`, seconds < below);
}

export const aimTable = (aims) => table(['Aim', 'Result', ''], aims);

const aim = (text, result, isMet) => [text, result, isMet ? 'met' : 'missed'];

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map(line).join('\n');
}
