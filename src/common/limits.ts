/** The limits of WIRE.md section 3, in Unicode code points. */
export const MAX_ID_LENGTH = 64;
export const MAX_NAME_LENGTH = 200;
export const MAX_PURPOSE_LENGTH = 4000;

/** The limits of WIRE.md section 6: lengths in Unicode code points, sizes in bytes of UTF-8. */
export const MAX_FUNCTION_NAME_LENGTH = 200;
export const MAX_DESCRIPTION_LENGTH = 4000;
export const MAX_ARGUMENTS_BYTES = 16_384;
/** The actions of a session that wait or have failed. */
export const MAX_OPEN_ACTIONS = 200;
/** The actions of a session that are stored, those that were applied included. */
export const MAX_KEPT_ACTIONS = 1_000;

/** The largest value of .NET's `int`. */
export const MAX_INT = 2_147_483_647;

/** The maximum size of an HTTP request body, and of a message without its frame. */
export const MAX_REQUEST_BYTES = 64 * 1024;

/** The maximum size of an HTTP request body of operations that need no credentials: signing in and out. */
export const MAX_SIGN_IN_BYTES = 4 * 1024;

/** The maximum length of a URL, in bytes. */
export const MAX_URL_BYTES = 8 * 1024;

/** The maximum number of requests in a batch. */
export const MAX_BATCH_ITEMS = 1_000;

/** The maximum size of the HTTP request body of a batch. */
export const MAX_BATCH_BYTES = 1024 * 1024;

/** How long requests and messages in progress may take to finish after the service is told to stop, in ms. */
export const SHUTDOWN_GRACE_MS = 8_000;
