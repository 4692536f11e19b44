// Compares an apply with single calls, and a session that has many actions with an empty one. One request at a time.
import { createServer } from 'node:http';
import { temporaryDirectory } from './resources.mjs';
import { startService } from './service.mjs';
import { median } from './statistics.mjs';

/** Actions of an apply, and calls that it is compared with. */
export const APPLIED_COUNT = 100;
const OPEN_COUNT = 200;
const ARGUMENTS_BYTES = 1024;
const READS_PER_ROUND = 30;

/**
 * Starts the service and measures, in each round, everything once.
 *
 * @returns The medians in ms: `apply` and `calls` of as many changes of accounts; `full` and `empty` of reading a session
 *   with and without actions; `bytes` of reading the bytes of the former from a plain HTTP server.
 */
export async function measureActions(createDatabase, rounds, reportProgress) {
  const directory = temporaryDirectory();
  const service = await startService(directory, await createDatabase(directory), 'json');
  const plain = createServer();
  try {
    const api = clientOf(service);
    const accounts = await inTurn(APPLIED_COUNT, (index) => api('POST', '/accounts', { name: `Account ${index}` }));
    const [empty, full] = [await api('POST', '/ai/sessions', {}), await api('POST', '/ai/sessions', {})];
    const purpose = 'x'.repeat(ARGUMENTS_BYTES - '{"purpose":""}'.length);
    await inTurn(OPEN_COUNT, () => api(...staging(full, 'NewAISession', { purpose })));
    const body = JSON.stringify(await api('GET', `/ai/sessions/${full.id}`));
    plain.on('request', (_request, response) => response.end(body));
    await new Promise((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const plainUrl = `http://127.0.0.1:${plain.address().port}`;

    const times = { apply: [], calls: [], full: [], empty: [], bytes: [] };
    for (let round = 0; round <= rounds; round++) {
      const session = await api('POST', '/ai/sessions', {});
      for (const [index, { id: accountId }] of accounts.entries()) {
        await api(...staging(session, 'PatchAccount', { accountId, name: `Account ${index}, applied ${round}` }));
      }
      const results = {
        apply: [await timeMs(() => api('POST', `/ai/sessions/${session.id}/apply`, {}))],
        calls: [
          await timeMs(async () => {
            for (const [index, { id }] of accounts.entries()) {
              await api('PATCH', `/accounts/${id}`, { name: `Account ${index}, called ${round}` });
            }
          }),
        ],
        ...(await readTimes({
          full: () => api('GET', `/ai/sessions/${full.id}`),
          empty: () => api('GET', `/ai/sessions/${empty.id}`),
          bytes: async () => (await fetch(plainUrl)).text(),
        })),
      };
      // The first round warms up.
      if (round > 0) for (const [name, values] of Object.entries(results)) times[name].push(...values);
      reportProgress(`actions: round ${round} of ${rounds}`);
    }
    return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
  } finally {
    plain.close();
    await service.stop();
  }
}

/** Alternates between the reads, so that a drift of the machine's speed affects all of them. */
async function readTimes(reads) {
  const times = Object.fromEntries(Object.keys(reads).map((name) => [name, []]));
  for (let count = 0; count < READS_PER_ROUND; count++) {
    for (const [name, read] of Object.entries(reads)) times[name].push(await timeMs(read));
  }
  return times;
}

const staging = ({ id }, functionName, args) => [
  'POST',
  `/ai/sessions/${id}/actions`,
  { functionName, arguments: JSON.stringify(args) },
];

const clientOf = ({ urls, headers }) => {
  const { origin } = new URL(urls[0]);
  return async (method, path, body) => {
    const response = await fetch(origin + path, { method, headers, body: body && JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
};

async function inTurn(count, call) {
  const results = [];
  for (let index = 0; index < count; index++) results.push(await call(index));
  return results;
}

async function timeMs(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
