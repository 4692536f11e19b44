// Calls by messages, as Nest's clients write them, without what Nest's clients cost.
import { connect as connectNats } from '@nats-io/transport-node';
import { connect } from 'node:net';

/**
 * Keeps as many calls under way as are asked for, on one connection, as one service that calls another does.
 *
 * @param message `{ url, pattern, envelope }`: where it is sent, and what.
 * @param duration In s.
 */
export async function loadByMessages({ message, connections, duration }, latencies) {
  const line = await openLine(message);
  const begun = performance.now();
  const end = begun + duration * 1000;
  let [succeeded, errors] = [0, 0];
  const callAgain = async () => {
    while (performance.now() < end) {
      const start = performance.now();
      const { response } = await line.call();
      latencies.push(performance.now() - start);
      if (response?.id) succeeded++;
      else errors++;
    }
  };
  await Promise.all(Array.from({ length: connections }, callAgain));
  const seconds = (performance.now() - begun) / 1000;
  await line.close();
  return { '2xx': succeeded, non2xx: errors, errors: 0, mismatches: 0, seconds };
}

/** One call. */
export async function callByMessage(message) {
  const line = await openLine(message);
  try {
    return await line.call();
  } finally {
    await line.close();
  }
}

const openLine = (message) => (new URL(message.url).protocol === 'tcp:' ? tcpLine(message) : natsLine(message));

async function tcpLine({ url, pattern, envelope }) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const waiting = new Map();
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
    for (;;) {
      const hash = text.indexOf('#');
      const stop = hash + 1 + Number(text.slice(0, hash));
      if (hash < 0 || text.length < stop) return;
      const reply = JSON.parse(text.slice(hash + 1, stop));
      text = text.slice(stop);
      waiting.get(reply.id)?.(reply);
      waiting.delete(reply.id);
    }
  });
  let count = 0;
  return {
    call: () =>
      new Promise((resolve) => {
        const id = String(count++);
        waiting.set(id, resolve);
        const frame = JSON.stringify({ pattern, data: envelope, id });
        socket.write(`${frame.length}#${frame}`);
      }),
    close: () => socket.destroy(),
  };
}

async function natsLine({ url, pattern, envelope }) {
  const nats = await connectNats({ servers: [new URL(url).host] });
  let count = 0;
  return {
    call: async () => {
      const packet = JSON.stringify({ pattern, data: envelope, id: String(count++) });
      return (await nats.request(pattern, packet, { timeout: 10_000 })).json();
    },
    close: () => nats.close(),
  };
}
