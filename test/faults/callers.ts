import { type NatsConnection, connect } from '@nats-io/transport-node';
import type { Outcome } from './history.js';
import { type AnswerBody, answerOf, type CallRequest } from './requests.js';

/** How long a client waits for a response, in ms. The service gives up on a statement before that. */
const CALL_TIMEOUT_MS = 20_000;

/** Calls the service over one transport. It never throws. */
export type Caller = (request: CallRequest) => Promise<Outcome>;

/** Calls over HTTP. */
export function httpCaller(url: string, apiKey: string): Caller {
  return async ({ route, data, idempotencyKey, ifMatch }) => {
    const isInPath = (member: string): boolean => route.path.includes(`{${member}}`);
    const path = route.path.replace(/\{(\w+)\}/g, (_, member: string) => data[member] ?? '');
    const body = Object.entries(data).filter(([member]) => !isInPath(member));
    try {
      const response = await fetch(url + path, {
        method: route.method,
        headers: {
          authorization: `Bearer ${apiKey}`,
          accept: 'application/json',
          ...(idempotencyKey !== undefined && { 'idempotency-key': `"${idempotencyKey}"` }),
          ...(ifMatch !== undefined && { 'if-match': ifMatch }),
          ...(body.length > 0 && { 'content-type': 'application/json' }),
        },
        ...(body.length > 0 && { body: JSON.stringify(Object.fromEntries(body)) }),
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      });
      const text = await response.text();
      if (response.status === 200) {
        return { type: 'answered', answer: answerOf(JSON.parse(text) as AnswerBody, response.headers.get('etag')) };
      }
      if (response.status === 204) return { type: 'answered', answer: {} };
      const retryAfter = Number(response.headers.get('retry-after'));
      return refusal(response.status, retryAfter, `${route.pattern} ${text}`, route.method === 'GET');
    } catch (error) {
      return brokenBy(error);
    }
  };
}

interface NatsReply {
  readonly response?: (AnswerBody & { readonly etag?: string }) | null;
  readonly err?: { readonly status: number; readonly retryAfter?: number };
}

/** Calls by messages, in the format of Nest's microservices, on a connection to the broker. */
export function messageCaller(broker: NatsConnection, apiKey: string): Caller {
  return async ({ route, data, idempotencyKey, ifMatch }) => {
    const envelope = { credentials: { apiKey }, data, idempotencyKey, ifMatch };
    const packet = JSON.stringify({ pattern: route.pattern, data: envelope, id: '1' });
    try {
      const reply = await broker.request(route.pattern, packet, { timeout: CALL_TIMEOUT_MS });
      const { response, err } = reply.json<NatsReply>();
      if (err) {
        const reason = `${route.pattern} ${JSON.stringify(err)}`;
        return refusal(err.status, err.retryAfter ?? 0, reason, route.method === 'GET');
      }
      if (!response) return { type: 'answered', answer: {} };
      return { type: 'answered', answer: answerOf(response, response.etag) };
    } catch (error) {
      return brokenBy(error);
    }
  };
}

/** A connection to the broker that survives everything but its own end. */
export const connectToBroker = (url: string): Promise<NatsConnection> =>
  connect({ servers: [new URL(url).host], maxReconnectAttempts: -1, reconnectTimeWait: 200 });

function refusal(status: number, retryAfter: number, text: string, isRead: boolean): Outcome {
  if ((status === 503 || status === 429) && retryAfter > 0) return { type: 'unavailable', status };
  if (status === 412) return { type: 'outdated' };
  if (status === 409) return { type: retryAfter > 0 ? 'busy' : 'applied' };
  if (status === 404 && isRead) return { type: 'answered', answer: {} };
  return { type: 'wrong', reason: `${status} ${text}` };
}

/** A response that was cut off is no answer; one that is complete and cannot be parsed is wrong. */
function brokenBy(error: unknown): Outcome {
  const reason = String(error instanceof Error && error.cause instanceof Error ? error.cause : error);
  return error instanceof SyntaxError ? { type: 'wrong', reason } : { type: 'broken', reason };
}
