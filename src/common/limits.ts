/** The limits of WIRE.md section 3, in Unicode code points. */
export const MAX_ID_LENGTH = 64;
export const MAX_NAME_LENGTH = 200;
export const MAX_PURPOSE_LENGTH = 4000;
