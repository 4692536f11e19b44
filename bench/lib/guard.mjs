// Fails if a create needs clearly more memory or processor time than when bench/guard.json was written.
import { readFileSync } from 'node:fs';
import { measureLoad } from './measure-load.mjs';
import { table } from './report.mjs';
import { median, medianRatio } from './statistics.mjs';

const FILE = new URL('../guard.json', import.meta.url);
/** Short rounds: allocation hardly differs between them, and processor time is compared with a wide margin. */
const LOAD = { rounds: 3, seconds: 3, connections: 64 };
/** By how much a measure may exceed its committed value. Processor time differs between machines and with their load. */
const MARGINS = { allocatedKb: 1.25, cpuOfRaw: 1.75 };

/**
 * Measures each contender that has committed values.
 *
 * @param contenders Each started with `tracesGc`, and the baseline `raw`.
 * @returns The results as a table, and whether one exceeds its limit.
 */
export async function guard(contenders, reportProgress) {
  const committed = JSON.parse(readFileSync(FILE, 'utf8'));
  const results = await measureLoad(contenders, LOAD, reportProgress);
  const raw = results.find(({ key }) => key === 'raw');
  const rows = results
    .filter(({ key }) => key in committed)
    .flatMap((result) => {
      const measured = {
        allocatedKb: median(result.rounds.map(({ allocatedBytes }) => allocatedBytes)) / 1024,
        cpuOfRaw: medianRatio(result, raw, 'cpuUs'),
      };
      return Object.entries(measured).map(([measure, value]) => {
        const limit = committed[result.key][measure] * MARGINS[measure];
        return { name: `${result.name}, ${NAMES[measure]}`, committed: committed[result.key][measure], value, limit };
      });
    });
  const isFailed = ({ value, limit }) => !(value <= limit);
  const cells = rows.map((row) => [
    row.name,
    ...[row.committed, row.value, row.limit].map((number) => number.toFixed(2)),
    isFailed(row) ? 'exceeded' : '',
  ]);
  return {
    text: table(['Measure of a create', 'committed', 'measured', 'limit', ''], cells),
    hasFailed: rows.length === 0 || rows.some(isFailed) || results.some(({ errors, lost }) => errors > 0 || lost > 0),
  };
}

const NAMES = { allocatedKb: 'KB allocated', cpuOfRaw: "processor time against raw's" };
