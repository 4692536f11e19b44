import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuTimeUs } from './cpu-time.mjs';
import { callByMessage } from './message-load.mjs';
import { startWorker, temporaryDirectory } from './resources.mjs';
import { median } from './statistics.mjs';

/** How long each contender is loaded before measurement begins, in s. */
const WARM_UP_S = 2;
/** The pause between two loads, in ms, so that a load does not compete with the previous one's last disk writes. */
const PAUSE_MS = 200;

/**
 * Loads the contenders of a scenario one at a time, for several rounds. All of them run throughout; the others are idle.
 *
 * @param reportProgress Receives progress messages.
 * @returns The metrics of each contender: per round, medians and extremes over the rounds, errors and memory.
 */
export async function measureLoad(contenders, { rounds, seconds, connections }, reportProgress) {
  const generator = startWorker(join(import.meta.dirname, 'load-generator.mjs'));
  const runs = [];
  try {
    for (const contender of contenders) {
      reportProgress(`starting ${contender.name}`);
      const target = await contender.start(temporaryDirectory());
      runs.push({ contender, target, results: [], succeeded: 0, errors: 0 });
    }
    const load = async (run, duration) => {
      await run.target.prepare?.();
      const { urls, paths = [''], method = 'POST', headers, body, message } = run.target;
      await sendProbe(run);
      const cpuBefore = cpuTimeUs(run.target.pid);
      const allocatedBefore = run.target.allocation?.bytes;
      const job = { urls, paths, method, headers, body, message, connections, duration };
      const result = await runJob(generator, job);
      result.cpuUs = (cpuTimeUs(run.target.pid) - cpuBefore) / result.succeeded;
      result.allocatedBytes = (run.target.allocation?.bytes - allocatedBefore) / result.succeeded;
      run.succeeded += result.succeeded + 1; // 1 for the probe
      run.errors += result.errors;
      await sleep(PAUSE_MS);
      return result;
    };
    for (const run of runs) {
      reportProgress(`warming up ${run.contender.name}`);
      await load(run, WARM_UP_S);
    }
    for (let round = 0; round < rounds; round++) {
      // The order rotates, so that no contender always follows the same other one.
      for (let position = 0; position < runs.length; position++) {
        const run = runs[(round + position) % runs.length];
        const result = await load(run, seconds);
        run.results.push(result);
        reportProgress(`round ${round + 1} of ${rounds}: ${run.contender.name}, ${Math.round(result.perSecond)}/s`);
      }
    }
    return await Promise.all(runs.map((run) => summarize(run, runs)));
  } finally {
    if (generator.connected) generator.disconnect();
    await Promise.all(runs.map(({ target }) => target.stop()));
  }
}

/**
 * Sends one request before each load. It fails the benchmark if a contender returns something unexpected, and keeps the cost
 * of the first request after an idle period out of the measurement.
 */
async function sendProbe({
  contender: { name },
  target: { urls, paths = [''], method = 'POST', headers, body, message },
}) {
  if (message) {
    const reply = await callByMessage(message);
    if (!reply.response?.id) throw new Error(`${name} replied ${JSON.stringify(reply)}`);
    return;
  }
  const response = await fetch(urls[0] + paths[0], { method, headers, body });
  const text = await response.text();
  const contentType = response.headers.get('content-type') ?? '';
  if (!response.ok || !contentType.startsWith(headers.accept)) {
    throw new Error(`${name} returned ${response.status} ${contentType}: ${text}`);
  }
}

function runJob(generator, job) {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('The load generator exited unexpectedly'));
    generator.once('exit', onExit);
    generator.once('message', (result) => {
      generator.off('exit', onExit);
      resolve(result);
    });
    generator.send(job);
  });
}

async function summarize({ contender, target, results, errors }, runs) {
  // Contenders that share a process share its database.
  const sharing = runs.filter((run) => run.target.pid === target.pid);
  const succeeded = sharing.reduce((sum, run) => sum + run.succeeded, 0);
  const valuesOf = (metric) => results.map((result) => result[metric]);
  return {
    key: contender.key,
    name: contender.name,
    rounds: results,
    perSecond: median(valuesOf('perSecond')),
    slowest: Math.min(...valuesOf('perSecond')),
    fastest: Math.max(...valuesOf('perSecond')),
    p50: median(valuesOf('p50')),
    p99: median(valuesOf('p99')),
    // The CPU time of one process only, which is meaningless for several replicas.
    cpuUs: target.urls.length === 1 ? median(valuesOf('cpuUs')) : undefined,
    errors,
    // Sessions that were reported as created but are not in the database.
    lost: Math.max(0, succeeded - ((await target.countSessions?.()) ?? succeeded)),
    ...memoryOf(target.pid),
  };
}

/** @returns Current and peak resident memory, in MB; empty on systems without `/proc`. */
function memoryOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const megabytes = (name) => (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024) / 1e6;
    return { rss: megabytes('VmRSS'), peakRss: megabytes('VmHWM') };
  } catch {
    return {};
  }
}
