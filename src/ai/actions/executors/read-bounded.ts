/**
 * Reads the body of a response as text, without a byte order mark.
 *
 * @param maxBytes Beyond it the rest is not read.
 * @returns The text; undefined if it is longer.
 */
export async function readBounded({ body }: Response, maxBytes: number): Promise<string | undefined> {
  if (!body) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop cancels the stream, which closes the connection.
  for await (const chunk of body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
