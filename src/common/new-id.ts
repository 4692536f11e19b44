import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Random bytes for many ids at a time: asking for those of one costs more than all the rest of it. */
const pool = new Uint8Array(16 * 256);
let used = pool.length;

let msecs = 0;
let seq = 0;

/**
 * A new id: UUIDv7 (RFC 9562 section 6.2), rising within a process. The counter begins anywhere in the lower half of
 * its range each millisecond, and where the clock stands still or goes back it counts on.
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
