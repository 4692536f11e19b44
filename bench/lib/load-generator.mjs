// The process that generates the load for all contenders. It receives one job at a time over IPC.
import autocannon from 'autocannon';
import { loadByMessages } from './message-load.mjs';

process.on('message', async ({ urls, connections, ...job }) => {
  const latencies = [];
  const results = await Promise.all(
    job.message
      ? [loadByMessages({ ...job, connections }, latencies)]
      : urls.map((url) => loadByHttp({ ...job, url, connections: Math.ceil(connections / urls.length) }, latencies)),
  );
  const sum = (count) => results.reduce((total, result) => total + count(result), 0);
  latencies.sort((a, b) => a - b);
  process.send({
    succeeded: sum((result) => result['2xx']),
    errors: sum((result) => result.non2xx + result.errors + result.mismatches),
    perSecond: sum((result) => result['2xx'] / result.seconds),
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
  });
});

/** Loads one URL. The paths are assigned to the connections round-robin; each connection requests its own in turn. */
function loadByHttp({ paths, ...job }, latencies) {
  return new Promise((resolve, reject) => {
    let startedAt = performance.now();
    let clientCount = 0;
    const { pathname } = new URL(job.url);
    const setupClient = (client) => {
      const number = clientCount++ % Math.min(paths.length, job.connections);
      const own = paths.filter((_, index) => index % job.connections === number);
      client.setRequests(own.map((path) => ({ path: pathname + path })));
    };
    const instance = autocannon({ ...job, setupClient, sampleInt: 100 }, (error, result) => {
      if (error) reject(error);
      else resolve({ ...result, seconds: (performance.now() - startedAt) / 1000 });
    });
    instance.on('start', () => (startedAt = performance.now()));
    // autocannon's histogram has a resolution of 1 ms, which is too coarse here.
    instance.on('response', (_client, _status, _bytes, latency) => latencies.push(latency));
  });
}

// The IPC channel closes when the benchmark exits.
process.on('disconnect', () => process.exit());
// Ctrl-C signals the whole process group. The benchmark's own handler ends this process.
process.on('SIGINT', () => undefined);

const percentile = (sorted, fraction) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))];
