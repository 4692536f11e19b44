import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { callByMessage } from './message-load.mjs';
import { startWorker, temporaryDirectory } from './resources.mjs';
import { processorTime } from './processor-time.mjs';
import { median } from './statistics.mjs';

/** How long each contender is loaded before it counts, in s. */
const WARM_UP = 2;
/** How long the machine rests between two loads, in ms, so that one does not pay for the other's last writes. */
const REST = 200;

/**
 * Loads each contender of a measure in turn, round after round, while the others stand idle.
 *
 * @param progress Is told what is happening.
 * @returns For each contender its figures: each round's, the median over the rounds, their extremes, errors and memory.
 */
export async function measureLoad(contenders, { rounds, seconds, connections }, progress) {
  const generator = startWorker(join(import.meta.dirname, 'load-generator.mjs'));
  const running = [];
  try {
    for (const contender of contenders) {
      progress(`starting ${contender.name}`);
      const target = await contender.start(temporaryDirectory());
      running.push({ contender, target, results: [], succeeded: 0, errors: 0 });
    }
    const load = async (entry, duration) => {
      const { urls, paths = [''], method = 'POST', headers, body, message } = entry.target;
      await expectAnswer(entry);
      const before = processorTime(entry.target.pid);
      const result = await run(generator, { urls, paths, method, headers, body, message, connections, duration });
      result.processor = (processorTime(entry.target.pid) - before) / result.succeeded;
      entry.succeeded += result.succeeded + 1;
      entry.errors += result.errors;
      await sleep(REST);
      return result;
    };
    for (const entry of running) {
      progress(`warming up ${entry.contender.name}`);
      await load(entry, WARM_UP);
    }
    for (let round = 0; round < rounds; round++) {
      // Each round begins with another, so that none always follows the same one.
      for (let turn = 0; turn < running.length; turn++) {
        const entry = running[(round + turn) % running.length];
        const result = await load(entry, seconds);
        entry.results.push(result);
        progress(`round ${round + 1} of ${rounds}: ${entry.contender.name}, ${Math.round(result.perSecond)}/s`);
      }
    }
    return await Promise.all(running.map((entry) => figures(entry, running)));
  } finally {
    if (generator.connected) generator.disconnect();
    await Promise.all(running.map(({ target }) => target.stop()));
  }
}

/**
 * One real call before each load: a contender that answers something else is found before its figures are believed, and
 * what is done at the first call after a rest is not counted.
 */
async function expectAnswer({
  contender: { name },
  target: { urls, paths = [''], method = 'POST', headers, body, message },
}) {
  if (message) {
    const reply = await callByMessage(message);
    if (!reply.response?.id) throw new Error(`${name} answered ${JSON.stringify(reply)}`);
    return;
  }
  const response = await fetch(urls[0] + paths[0], { method, headers, body });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  if (!response.ok || !type.startsWith(headers.accept)) {
    throw new Error(`${name} answered ${response.status} ${type}: ${text}`);
  }
}

function run(generator, job) {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('The load generator ended'));
    generator.once('exit', onExit);
    generator.once('message', (result) => {
      generator.off('exit', onExit);
      resolve(result);
    });
    generator.send(job);
  });
}

async function figures({ contender, target, results, errors }, running) {
  // Some share a server, and its database.
  const sharing = running.filter((entry) => entry.target.pid === target.pid);
  const succeeded = sharing.reduce((sum, entry) => sum + entry.succeeded, 0);
  const of = (name) => results.map((result) => result[name]);
  return {
    key: contender.key,
    name: contender.name,
    rounds: results,
    perSecond: median(of('perSecond')),
    slowest: Math.min(...of('perSecond')),
    fastest: Math.max(...of('perSecond')),
    p50: median(of('p50')),
    p99: median(of('p99')),
    // Of one process: with more replicas than one it says nothing.
    processor: target.urls.length === 1 ? median(of('processor')) : undefined,
    errors,
    // What was answered but cannot be found: an answer that promises what is not there counts as an error too.
    lost: Math.max(0, succeeded - ((await target.countStored?.()) ?? succeeded)),
    ...memory(target.pid),
  };
}

/** Resident memory now and at its peak, in MB; nothing where the system does not tell. */
function memory(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const megabytes = (name) => (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024) / 1e6;
    return { rss: megabytes('VmRSS'), peak: megabytes('VmHWM') };
  } catch {
    return {};
  }
}
