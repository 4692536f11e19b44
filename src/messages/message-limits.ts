/** The size limit of a list's reply, in bytes: the default maximum payload of NATS, less the envelope. */
export const MAX_REPLY_BYTES = 1_000_000;

/** How many messages may be in progress in this process; further ones are rejected at once. */
export const MAX_IN_FLIGHT_MESSAGES = 10_000;

/** How many messages of one TCP connection may be in progress; further ones wait. */
export const MAX_IN_FLIGHT_PER_CONNECTION = 32;

/** How many TCP connections may be open; further ones are closed at once. */
export const MAX_CONNECTIONS = 1_000;

/** How long a transport may take to flush the last replies after draining, or to close, in ms. */
export const FLUSH_TIMEOUT_MS = 500;
