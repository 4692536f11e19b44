import { DomainError, SerializationError } from '../common/errors.js';
import { MAX_REQUEST_BYTES } from '../common/limits.js';
import { MessageCall, type MessageSource } from '../content/operations/message-call.js';

/** The frame of a message, as Nest's clients send it. */
export interface Packet {
  readonly pattern: unknown;
  /** The reply has the same id. Absent if the client does not wait for a reply. */
  readonly id?: unknown;
  readonly data: MessageCall;
}

/** Reads a frame from parsed JSON of any type. */
export function packetOf(json: unknown, source: MessageSource): Packet {
  const { pattern, id, data } = (json ?? {}) as Readonly<Record<string, unknown>>;
  return { pattern, id: isId(id) ? id : undefined, data: new MessageCall(data, source) };
}

/** The reply repeats the id. Objects are not accepted as ids: JSON.stringify fails on one that is nested too deeply. */
const isId = (id: unknown): boolean => ['string', 'number'].includes(typeof id);

/**
 * Reads a frame from text. Text over `MAX_REQUEST_BYTES` is not parsed.
 *
 * @throws SyntaxError if the text is not JSON.
 */
export function readPacket(text: string, source: MessageSource): Packet {
  if (Buffer.byteLength(text) <= MAX_REQUEST_BYTES) return packetOf(JSON.parse(text), source);
  return rejectedPacket(tooLarge(), source, idAtEnd(text));
}

/** The packet of a message that cannot be read: its handler replies with the error. */
export const rejectedPacket = (error: DomainError, source: MessageSource, id: unknown = ''): Packet => ({
  pattern: undefined,
  id,
  data: new MessageCall(error, source),
});

export const tooLarge = (): DomainError =>
  new DomainError('PayloadTooLarge', `The message is larger than ${MAX_REQUEST_BYTES.toLocaleString('en')} bytes.`);

export const notJson = (): DomainError => new SerializationError('The message is not valid JSON.');

/** Finds the id at the end, where Nest's clients write it, so that a message that is too large gets an error reply. */
const idAtEnd = (text: string): string | undefined => /"id":"([^"\\]{1,100})"\}$/.exec(text.slice(-200))?.[1];
