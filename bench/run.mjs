// Measures the service against what one might write instead, on this machine, and prints Markdown. Figures are only
// worth comparing within one run. The exit code tells of errors, never of speed.
import { cpus } from 'node:os';
import { flushTime } from './lib/flush-time.mjs';
import { measureLoad } from './lib/measure-load.mjs';
import { readOptions } from './lib/options.mjs';
import { measureReads } from './lib/measure-reads.mjs';
import { aimTable, environmentLine, loadAims, loadTable, readAims, readTable, startAimed } from './lib/report.mjs';
import { coldStart } from './lib/service.mjs';
import { median } from './lib/statistics.mjs';
import { measures, readMeasures, startAim } from './measures.mjs';

const START = 'start'; // what --only calls the measuring of starts

const allKeys = measures.flatMap(({ contenders }) => contenders.map(({ key }) => key));
const options = readOptions([...allKeys, ...readMeasures.map(({ key }) => key), START]);
const progress = (text) => console.error(`… ${text}`);
const print = (text) => console.log(`${text}\n`);

const aims = [];
let isWrong = false;

print(environmentLine({ cpus: cpus().length, nodeVersion: process.versions.node, flush: flushTime() }));

for (const measure of measures) {
  const contenders = measure.contenders.filter(({ key }) => options.only.includes(key));
  if (contenders.length === 0) continue;
  const reason = await measure.whyNot?.();
  if (reason !== undefined) {
    print(`## ${measure.name}\n\nNot measured: ${reason}.`);
    continue;
  }
  const { rounds, seconds, connections } = options.loadOf(measure);
  const results = await measureLoad(contenders, { rounds, seconds, connections }, progress);
  print(`## ${measure.name}\n\n${connections} connections, medians over ${rounds} × ${seconds} s.`);
  print(loadTable(measure, results));
  aims.push(...loadAims(measure, results));
  isWrong ||= results.some(({ errors, lost }) => errors > 0 || lost > 0);
}

for (const measure of readMeasures.filter(({ key }) => options.only.includes(key))) {
  const reason = await measure.whyNot?.();
  if (reason !== undefined) {
    print(`## ${measure.name}\n\nNot measured: ${reason}.`);
    continue;
  }
  const results = await measureReads(measure.database, measure.sizes, progress);
  print(`## ${measure.name}\n\nOne caller, medians of 300 calls, without totals.\n\n${readTable(measure, results)}`);
  aims.push(...readAims(measure, results));
}

if (options.only.includes(START)) {
  const times = [];
  for (let run = 0; run < startAim.runs; run++) {
    times.push(await coldStart());
    progress(`start ${run + 1} of ${startAim.runs}: ${times.at(-1).toFixed(2)} s`);
  }
  aims.push(startAimed(median(times), startAim));
}

if (aims.length > 0) print(`## Aims\n\n${aimTable(aims)}`);
if (isWrong) {
  console.error('There were errors: the figures are not to be believed.');
  process.exitCode = 1;
}
