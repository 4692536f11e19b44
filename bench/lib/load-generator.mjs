// The process that makes the load, the same one for every contender: takes one job after the other over IPC.
import autocannon from 'autocannon';
import { loadByMessages } from './message-load.mjs';

process.on('message', async ({ urls, connections, ...job }) => {
  const latencies = [];
  const results = await Promise.all(
    job.message
      ? [loadByMessages({ ...job, connections }, latencies)]
      : urls.map((url) => load({ ...job, url, connections: Math.ceil(connections / urls.length) }, latencies)),
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

/** Each connection asks for one of the paths behind the address, as evenly as they go round. */
function load({ paths, ...job }, latencies) {
  return new Promise((resolve, reject) => {
    let begun = performance.now();
    let clients = 0;
    const { pathname } = new URL(job.url);
    const setupClient = (client) => client.setRequests([{ path: pathname + paths[clients++ % paths.length] }]);
    const instance = autocannon({ ...job, setupClient, sampleInt: 100 }, (error, result) => {
      if (error) reject(error);
      else resolve({ ...result, seconds: (performance.now() - begun) / 1000 });
    });
    instance.on('start', () => (begun = performance.now()));
    // autocannon's own histogram counts whole milliseconds, which is too coarse here.
    instance.on('response', (_client, _status, _bytes, latency) => latencies.push(latency));
  });
}

// An IPC channel that closes means that the bench is gone.
process.on('disconnect', () => process.exit());
// Ctrl-C reaches the whole group of processes; the bench decides what happens then.
process.on('SIGINT', () => undefined);

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
