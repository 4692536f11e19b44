import { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import type { ListExport } from '../../common/results.js';
import type { ContractClass } from '../../common/contract/data-contract.js';
import type { Codec } from './codec.js';

/**
 * Writes an export as it is read, no faster than the client takes it. A failure midway breaks the connection, so that
 * what has arrived cannot be taken for a complete answer; a client that goes ends the reading.
 */
export async function exportStream(
  { chunks, isCounted }: ListExport<object>,
  format: Codec,
  type: ContractClass,
): Promise<Readable | string> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return format.write({ items: [], totalCount: 0, totalPages: 0, hasMorePages: false }, type);
  const { head, between, items, tail } = format.list(type);

  async function* parts(chunk: readonly object[]): AsyncGenerator<string> {
    let count = chunk.length;
    try {
      yield head + items(chunk);
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        count += next.value.length;
        yield between + items(next.value);
      }
      yield tail({ totalCount: isCounted ? count : 0, totalPages: isCounted ? 1 : 0, hasMorePages: false });
    } catch (error) {
      new Logger('Export').error(error instanceof Error ? error.stack : String(error));
      throw error;
    } finally {
      await iterator.return?.();
    }
  }
  return Readable.from(parts(first.value), { objectMode: false, highWaterMark: 1 });
}
