/** The limits of WIRE.md section 3, in Unicode code points. */
export const MAX_ID_LENGTH = 64;
export const MAX_NAME_LENGTH = 200;
export const MAX_PURPOSE_LENGTH = 4000;

/** The most bytes of a request: of a body by HTTP, and of a message, its frame aside. */
export const MAX_REQUEST_BYTES = 64 * 1024;
