/** The most bytes of a list's reply: what NATS carries as it comes, less what goes around it. */
export const MAX_REPLY_BYTES = 1_000_000;

/** The most messages under way at once; those beyond are turned away at once. */
export const MAX_IN_FLIGHT_MESSAGES = 10_000;

/** The most messages of one connection by TCP that are under way at once; those beyond wait. */
export const MAX_IN_FLIGHT_PER_CONNECTION = 32;

/** The most connections by TCP; those beyond are closed at once. */
export const MAX_CONNECTIONS = 1_000;
