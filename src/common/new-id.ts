import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Random bytes for 256 ids: one call for many ids costs much less than a call for each. */
const pool = new Uint8Array(16 * 256);
let used = pool.length;

let msecs = 0;
let seq = 0;

/**
 * Creates a UUIDv7 with a counter (RFC 9562 section 6.2). Ids increase within a process. Each new millisecond
 * sets the counter to a random value in the lower half of its range; if the clock stops or goes back, the counter
 * increases instead.
 */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, (used += 16));
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    seq = new DataView(random.buffer, random.byteOffset).getUint32(0) >>> 1;
  } else {
    seq++;
  }
  return v7({ random, msecs, seq });
}
