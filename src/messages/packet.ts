import { DomainError, SerializationError } from '../common/errors.js';
import { MAX_REQUEST_BYTES } from '../common/limits.js';
import { MessageCall, type MessageSource } from '../content/operations/message-call.js';

/** What Nest's clients send: a message, and the id that tells its reply from others. */
export interface Packet {
  readonly pattern: unknown;
  /** Absent where nobody waits for a reply. */
  readonly id?: unknown;
  readonly data: MessageCall;
}

/** What came, once it is JSON. */
export function packetOf(json: unknown, origin: MessageSource): Packet {
  const { pattern, id, data } = (json ?? {}) as Readonly<Record<string, unknown>>;
  return { pattern, id: isId(id) ? id : undefined, data: new MessageCall(data, origin) };
}

/** The id goes back in the reply: one that is nested deeper than can be written would be no reply, but an error. */
const isId = (id: unknown): boolean => ['string', 'number'].includes(typeof id);

/**
 * What came, as text.
 *
 * @throws SyntaxError where it is no JSON.
 */
export function readPacket(text: string, origin: MessageSource): Packet {
  if (Buffer.byteLength(text) <= MAX_REQUEST_BYTES) return packetOf(JSON.parse(text), origin);
  return refused(tooLarge(), origin, idAtEnd(text));
}

/** A packet that is not looked into. */
export const refused = (error: DomainError, origin: MessageSource, id: unknown = ''): Packet => ({
  pattern: undefined,
  id,
  data: new MessageCall(error, origin),
});

export const tooLarge = (): DomainError =>
  new DomainError('PayloadTooLarge', `The message is larger than ${MAX_REQUEST_BYTES.toLocaleString('en')} bytes.`);

export const notJson = (): DomainError => new SerializationError('The message is not valid JSON.');

/** Where Nest's clients write the id: so that who sends too much can be told, without reading it all. */
const idAtEnd = (text: string): string | undefined => /"id":"([^"\\]{1,100})"\}$/.exec(text.slice(-200))?.[1];
