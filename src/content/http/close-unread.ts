import type { FastifyReply } from 'fastify';

declare module 'fastify' {
  interface FastifyReply {
    /** How long a client may leave an export unread, in ms. */
    readonly unreadTimeoutMs: number;
  }
}

/** Closes the connection of a client that stops reading the response: what is written for it would stay in memory. */
export function closeUnread({ raw, unreadTimeoutMs }: FastifyReply): void {
  const { socket } = raw;
  raw.setTimeout(unreadTimeoutMs, () => {
    if (socket && socket.writableLength > 0) socket.destroy();
    else socket?.setTimeout(unreadTimeoutMs); // the next part is still being read from the database
  });
}
