// Sends requests in the wire format of Nest's microservice clients, but without the cost of those clients.
import { connect as connectNats } from '@nats-io/transport-node';
import { connect } from 'node:net';

/**
 * Sends messages over one connection, as one service that calls another does.
 *
 * @param message `{ url, pattern, envelope }`: the transport URL, the message pattern and its payload.
 * @param connections How many requests are in flight at a time.
 * @param duration In s.
 * @param latencies Receives the latency of each request, in ms.
 */
export async function loadByMessages({ message, connections, duration }, latencies) {
  const client = await openClient(message);
  const startedAt = performance.now();
  const endsAt = startedAt + duration * 1000;
  let [succeeded, errors] = [0, 0];
  const sendUntilEnd = async () => {
    while (performance.now() < endsAt) {
      const sentAt = performance.now();
      const { response } = await client.send();
      latencies.push(performance.now() - sentAt);
      if (response?.id) succeeded++;
      else errors++;
    }
  };
  await Promise.all(Array.from({ length: connections }, sendUntilEnd));
  const seconds = (performance.now() - startedAt) / 1000;
  await client.close();
  return { '2xx': succeeded, non2xx: errors, errors: 0, mismatches: 0, seconds };
}

/** Sends one message over a new connection, and returns the reply. */
export async function callByMessage(message) {
  const client = await openClient(message);
  try {
    return await client.send();
  } finally {
    await client.close();
  }
}

const openClient = (message) =>
  new URL(message.url).protocol === 'tcp:' ? openTcpClient(message) : openNatsClient(message);

async function openTcpClient({ url, pattern, envelope }) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const pending = new Map();
  let buffer = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    buffer += chunk;
    // Frames have the form `{length}#{JSON}`.
    for (;;) {
      const separator = buffer.indexOf('#');
      const end = separator + 1 + Number(buffer.slice(0, separator));
      if (separator < 0 || buffer.length < end) return;
      const reply = JSON.parse(buffer.slice(separator + 1, end));
      buffer = buffer.slice(end);
      pending.get(reply.id)?.(reply);
      pending.delete(reply.id);
    }
  });
  let count = 0;
  return {
    send: () =>
      new Promise((resolve) => {
        const id = String(count++);
        pending.set(id, resolve);
        const packet = JSON.stringify({ pattern, data: envelope, id });
        socket.write(`${packet.length}#${packet}`);
      }),
    close: () => socket.destroy(),
  };
}

async function openNatsClient({ url, pattern, envelope }) {
  const nats = await connectNats({ servers: [new URL(url).host] });
  let count = 0;
  return {
    send: async () => {
      const packet = JSON.stringify({ pattern, data: envelope, id: String(count++) });
      return (await nats.request(pattern, packet, { timeout: 10_000 })).json();
    },
    close: () => nats.close(),
  };
}
