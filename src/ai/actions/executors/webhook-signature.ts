import { createHmac } from 'node:crypto';

/**
 * The headers that identify and sign a request, as the Standard Webhooks specification says (version 1 of the signature).
 *
 * @param key The bytes of the secret.
 * @param id Is the same for each attempt.
 * @param body Exactly as it is sent.
 */
export function webhookHeaders(key: Buffer, id: string, body: string, now = new Date()): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
