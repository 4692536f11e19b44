// Parses the URL of a message transport, for the service and the client alike.

/** The queue from which all replicas of the service consume: a queue group in NATS, a queue in RabbitMQ. */
export const MESSAGE_QUEUE = 'voice-api';

/** The pause between attempts to reconnect to a broker. */
const RECONNECT_INTERVAL_MS = 1_000;

/**
 * How long a connection to Redis may take to close. ioredis lets a process that closes one which has broken before wait
 * that long; its default is 2 s.
 */
const DISCONNECT_TIMEOUT_MS = 200;

/** Validates the parts of a URL, by its protocol. */
const VALIDATORS: Readonly<Record<string, (url: URL) => boolean>> = {
  'tcp:': ({ port, pathname, username, password }) => port !== '' && pathname + username + password === '',
  'nats:': ({ pathname }) => pathname === '',
  'redis:': isRedisUrl,
  'rediss:': isRedisUrl,
  'amqp:': () => true,
  'amqps:': () => true,
};

function isRedisUrl({ pathname }: URL): boolean {
  return /^(\/\d{0,3})?$/.test(pathname);
}

/** Describes the URLs that {@link isMessageAddress} accepts. */
export const MESSAGE_ADDRESSES =
  'tcp://HOST:PORT, or nats://, redis://, rediss://, amqp:// or amqps:// with [USER:PASSWORD@]HOST[:PORT], ' +
  'followed by /DATABASE (a number) for redis or /VHOST for amqp';

/** Whether a text is the URL of a supported message transport. */
export function isMessageAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    url !== undefined &&
    url.hostname !== '' &&
    [url.username, url.password].every(isDecodable) &&
    VALIDATORS[url.protocol]?.(url) === true
  );
}

/** Whether a part of a URL's user information can be decoded: a literal `%`, for instance in a password, must be `%25`. */
export function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** The host name or IP address. An IPv6 address has no brackets, as `net.connect` expects. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** Decodes a part of a URL's user information; undefined if it is empty. */
const decoded = (text: string): string | undefined => (text === '' ? undefined : decodeURIComponent(text));

/** Options of the NATS client. It reconnects without limit. */
export function natsOptions(url: URL) {
  const [user, pass] = [decoded(url.username), decoded(url.password)];
  return {
    servers: [url.host],
    ...(pass === undefined ? { token: user } : { user, pass }),
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_INTERVAL_MS,
  };
}

/**
 * Options of Nest's Redis transport. It reconnects without limit. The database number in the URL is ignored, because
 * channels do not belong to a database.
 */
export function redisOptions(url: URL) {
  return {
    host: hostOf(url),
    port: Number(url.port || 6379),
    username: decoded(url.username),
    password: decoded(url.password),
    ...(url.protocol === 'rediss:' && { tls: {} }),
    retryAttempts: Number.MAX_SAFE_INTEGER,
    retryDelay: RECONNECT_INTERVAL_MS,
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
  };
}

/** Options of Nest's RabbitMQ transport. It reconnects without limit. */
export function rabbitOptions(url: URL, queue = MESSAGE_QUEUE) {
  return {
    urls: [url.href],
    queue,
    queueOptions: { durable: true },
    socketOptions: { reconnectTimeInSeconds: RECONNECT_INTERVAL_MS / 1_000 },
  };
}
