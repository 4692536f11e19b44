// The process that makes the load, the same one for every contender: takes one job after the other over IPC.
import autocannon from 'autocannon';

process.on('message', (job) => {
  const latencies = [];
  let begun = performance.now();
  const instance = autocannon({ ...job, method: 'POST', sampleInt: 100 }, (error, result) => {
    if (error) throw error;
    const seconds = (performance.now() - begun) / 1000;
    latencies.sort((a, b) => a - b);
    process.send({
      succeeded: result['2xx'],
      errors: result.non2xx + result.errors + result.mismatches,
      perSecond: result['2xx'] / seconds,
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
    });
  });
  instance.on('start', () => (begun = performance.now()));
  // autocannon's own histogram counts whole milliseconds, which is too coarse here.
  instance.on('response', (_client, _status, _bytes, latency) => latencies.push(latency));
});

// An IPC channel that closes means that the bench is gone.
process.on('disconnect', () => process.exit());
// Ctrl-C reaches the whole group of processes; the bench decides what happens then.
process.on('SIGINT', () => undefined);

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
