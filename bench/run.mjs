// Compares the service with alternative implementations on this machine, and prints Markdown. Results are comparable only
// within one run. The exit code reports errors, not missed goals.
import { cpus } from 'node:os';
import { guard } from './lib/guard.mjs';
import { measureActions } from './lib/measure-actions.mjs';
import { measureFlushTimeMs } from './lib/flush-time.mjs';
import { measureLoad } from './lib/measure-load.mjs';
import { measureReads, READ_COUNT } from './lib/measure-reads.mjs';
import { readOptions } from './lib/options.mjs';
import {
  actionGoals,
  actionTable,
  coldStartGoal,
  environmentLine,
  goalTable,
  loadCaption,
  loadGoals,
  loadTable,
  readCaption,
  readGoals,
  readTable,
} from './lib/report.mjs';
import { measureColdStart } from './lib/service.mjs';
import { median } from './lib/statistics.mjs';
import { actionScenarios, COLD_START, guarded, readScenarios, scenarios } from './scenarios.mjs';

const contenderKeys = scenarios.flatMap(({ contenders }) => contenders.map(({ key }) => key));
const otherKeys = [...readScenarios, ...actionScenarios].map(({ key }) => key);
const options = readOptions([...contenderKeys, ...otherKeys, COLD_START.key]);
const reportProgress = (text) => console.error(`… ${text}`);
const print = (text) => console.log(`${text}\n`);

const goals = [];
let hasErrors = false;

print(environmentLine({ cpus: cpus().length, nodeVersion: process.versions.node, flushTimeMs: measureFlushTimeMs() }));

if (options.guard) {
  const { text, hasFailed } = await guard(guarded, reportProgress);
  print(text);
  process.exit(hasFailed ? 1 : 0);
}

/** @returns Whether the scenario can run. Prints the reason if it cannot. */
async function isAvailable({ name, unavailable }) {
  const reason = await unavailable?.();
  if (reason !== undefined) print(`## ${name}\n\nSkipped: ${reason}.`);
  return reason === undefined;
}

for (const scenario of scenarios) {
  const contenders = scenario.contenders.filter(({ key }) => options.only.includes(key));
  if (contenders.length === 0 || !(await isAvailable(scenario))) continue;
  const load = options.loadOf(scenario);
  const results = await measureLoad(contenders, load, reportProgress);
  print(`## ${scenario.name}\n\n${loadCaption(load)}`);
  print(loadTable(scenario, results));
  goals.push(...loadGoals(scenario, results));
  hasErrors ||= results.some(({ errors, lost }) => errors > 0 || lost > 0);
}

for (const scenario of readScenarios.filter(({ key }) => options.only.includes(key))) {
  if (!(await isAvailable(scenario))) continue;
  const results = await measureReads(scenario.createDatabase, scenario.sizes, reportProgress);
  print(`## ${scenario.name}\n\n${readCaption(READ_COUNT)}\n\n${readTable(scenario, results)}`);
  goals.push(...readGoals(scenario, results));
}

for (const scenario of actionScenarios.filter(({ key }) => options.only.includes(key))) {
  if (!(await isAvailable(scenario))) continue;
  const times = await measureActions(scenario.createDatabase, scenario.rounds, reportProgress);
  print(`## ${scenario.name}\n\nOne request at a time. Medians of ${scenario.rounds} rounds.\n\n${actionTable(times)}`);
  goals.push(...actionGoals(scenario, times));
}

if (options.only.includes(COLD_START.key)) {
  const times = [];
  for (let run = 0; run < COLD_START.runs; run++) {
    times.push(await measureColdStart());
    reportProgress(`cold start ${run + 1} of ${COLD_START.runs}: ${times.at(-1).toFixed(2)} s`);
  }
  goals.push(coldStartGoal(median(times), COLD_START));
}

if (goals.length > 0) print(`## Goals\n\n${goalTable(goals)}`);
if (hasErrors) {
  console.error('Some requests failed or were lost, so the results are not valid.');
  process.exitCode = 1;
}
