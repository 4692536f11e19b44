import { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import type { ListExport } from '../../common/results.js';
import type { ContractClass } from '../../common/contract/data-contract.js';
import type { Codec } from './codec.js';

/**
 * Writes an export while it is read from the database, no faster than the client receives it. If a read fails midway,
 * the connection breaks, so that the client cannot mistake a part of the list for all of it. If the client disconnects,
 * reading stops.
 *
 * @param requestId The id of the call, for the log.
 * @returns A stream, or the whole text of an empty list.
 */
export async function exportStream(
  { chunks, isCounted }: ListExport<object>,
  format: Codec,
  type: ContractClass,
  requestId: string,
): Promise<Readable | string> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return format.write({ items: [], totalCount: 0, totalPages: 0, hasMorePages: false }, type);
  const { header, separator, items, footer } = format.list(type);

  async function* parts(chunk: readonly object[]): AsyncGenerator<string> {
    let count = chunk.length;
    try {
      yield header + items(chunk);
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        count += next.value.length;
        yield separator + items(next.value);
      }
      yield footer({ totalCount: isCounted ? count : 0, totalPages: isCounted ? 1 : 0, hasMorePages: false });
    } catch (error) {
      // The status line is sent, so no filter handles this error.
      new Logger('Export').error(error instanceof Error ? error.stack : String(error), { requestId });
      throw error;
    }
  }
  const stream = Readable.from(parts(first.value), { objectMode: false, highWaterMark: 1 });
  // Not in a `finally` of the generator: that does not run if the client disconnected before the first part is written.
  stream.once('close', () => {
    Promise.resolve(iterator.return?.()).catch(() => undefined);
  });
  return stream;
}
