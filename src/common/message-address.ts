// What an address of messages says. The door for messages and the client read it alike.

/** What the service's replicas share their messages by: NATS calls it a queue group, RabbitMQ a queue. */
export const MESSAGE_QUEUE = 'voice-api';

/** How long to wait before a broker that went away is looked for again, in ms. */
const RETRY_INTERVAL_MS = 1_000;

const CHECKS: Readonly<Record<string, (url: URL) => boolean>> = {
  'tcp:': ({ port, pathname, username, password }) => port !== '' && pathname + username + password === '',
  'nats:': ({ pathname }) => pathname === '',
  'redis:': isRedis,
  'rediss:': isRedis,
  'amqp:': () => true,
  'amqps:': () => true,
};

function isRedis({ pathname }: URL): boolean {
  return /^(\/\d{0,3})?$/.test(pathname);
}

/** What {@link isMessageAddress} asks for, for people. */
export const MESSAGE_ADDRESSES =
  'tcp://HOST:PORT, or nats://, redis://, rediss://, amqp:// or amqps:// with [USER:PASSWORD@]HOST[:PORT], ' +
  'behind that for redis /DATABASE number, for amqp /VHOST';

/** Whether messages can go by this address. */
export function isMessageAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    url !== undefined &&
    url.hostname !== '' &&
    [url.username, url.password].every(isDecodable) &&
    CHECKS[url.protocol]?.(url) === true
  );
}

/** A `%` that stands for itself, as it does in many a password, has to be written `%25`. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** A name or an address, IPv6 without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** What the user information of an address says, where it says anything. */
const decoded = (text: string): string | undefined => (text === '' ? undefined : decodeURIComponent(text));

/** A NATS server, as its library is told of one; it is looked for again however long it is away. */
export function natsOptions(url: URL) {
  const [user, pass] = [decoded(url.username), decoded(url.password)];
  return {
    servers: [url.host],
    ...(pass === undefined ? { token: user } : { user, pass }),
    maxReconnectAttempts: -1,
    reconnectTimeWait: RETRY_INTERVAL_MS,
  };
}

/**
 * A Redis server, as Nest is told of one; it is looked for again however long it is away. A database's number in the
 * address is left aside: messages do not belong to one.
 */
export function redisOptions(url: URL) {
  return {
    host: hostOf(url),
    port: Number(url.port || 6379),
    username: decoded(url.username),
    password: decoded(url.password),
    ...(url.protocol === 'rediss:' && { tls: {} }),
    retryAttempts: Number.MAX_SAFE_INTEGER,
    retryDelay: RETRY_INTERVAL_MS,
  };
}

/** A RabbitMQ and the queue on it, as Nest is told of one; it is looked for again however long it is away. */
export function rabbitOptions(url: URL) {
  return {
    urls: [url.href],
    queue: MESSAGE_QUEUE,
    queueOptions: { durable: true },
    socketOptions: { reconnectTimeInSeconds: RETRY_INTERVAL_MS / 1_000 },
  };
}
