import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { DomainError, SerializationError } from '../../common/errors.js';

/** The media type of HTML forms that can have files, and of JavaScript's FormData. Requests can use it; responses never do. */
export const MULTIPART = 'multipart/form-data';

/** Parts of a body, and header lines of a part. */
const MAX_PARTS = 1_000;
const MAX_HEADER_LINES = 16;

/** Transfer encodings that leave the bytes of a part as they are (RFC 7578 section 4.7). */
const IDENTITY_ENCODINGS: ReadonlySet<string> = new Set(['7bit', '8bit', 'binary']);

/**
 * Reads the fields of a form (RFC 7578).
 *
 * @param contentType The Content-Type, which has the boundary.
 * @returns Promise of the names and values, in order.
 * @throws DomainError `UnsupportedMediaType` if a part is a file or encoded; SerializationError if the body is malformed.
 */
export function readMultipart(body: Buffer, contentType: string): Promise<[name: string, value: string][]> {
  return new Promise((resolve, reject) => {
    const pairs: [string, string][] = [];
    const parser = createParser(body.length, contentType);
    parser
      .on('field', (name, value, _nameTruncated, _valueTruncated, encoding) => {
        if (IDENTITY_ENCODINGS.has(encoding)) pairs.push([name, value]);
        else reject(unsupported('A part with a Content-Transfer-Encoding is not supported.'));
      })
      .on('file', (_name, file) => {
        file.resume();
        reject(unsupported('A file is not supported. Send its text as a field.'));
      })
      .on('partsLimit', () => {
        reject(new SerializationError(`The body has more than ${MAX_PARTS.toLocaleString('en')} parts.`));
      })
      .on('error', () => reject(malformed()))
      .on('finish', () => resolve(pairs))
      .end(body);
  });
}

function createParser(size: number, contentType: string): BusboyInstance {
  const limits = { fieldNameSize: size, fieldSize: size, parts: MAX_PARTS, headerPairs: MAX_HEADER_LINES };
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits });
  } catch {
    throw new SerializationError(`The Content-Type ${MULTIPART} needs a boundary.`);
  }
}

const malformed = (): SerializationError => new SerializationError(`The body is not valid ${MULTIPART}.`);

const unsupported = (message: string): DomainError => new DomainError('UnsupportedMediaType', message);
