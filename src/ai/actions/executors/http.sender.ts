import type { TraceContext } from '../../../common/trace-context.js';
import { isObject } from '../../../content/codecs/json.codec.js';
import type { ExecutorCall, ExecutorResult } from '../functions/executor.js';
import { failure, readAnswer, sentence } from './answer.js';
import { type Attempt, type CallSender, UnavailableError } from './call-sender.js';
import { fetchFailure, type HttpAddress, httpAddress } from './http-address.js';
import { readBounded } from './read-bounded.js';
import { webhookHeaders } from './webhook-signature.js';

const MAX_ANSWER_BYTES = 64 * 1024;
/** The statuses below 500 after which another attempt may succeed: the executor did not do anything. */
const RETRIED_STATUSES: readonly number[] = [408, 425, 429];

/** Sends calls by HTTP, signed as Standard Webhooks are. */
export class HttpSender implements CallSender {
  private readonly address: HttpAddress;

  /**
   * @param url May contain a user name and a password, which are sent as HTTP Basic.
   * @param key Signs the calls.
   */
  constructor(
    url: string,
    private readonly key: Buffer,
  ) {
    this.address = httpAddress(url);
  }

  async send(call: ExecutorCall, { signal, trace }: Attempt): Promise<ExecutorResult> {
    try {
      const response = await this.post(call.id, JSON.stringify(call), signal, trace);
      return resultOf(response, await readBounded(response, MAX_ANSWER_BYTES));
    } catch (error) {
      throw error instanceof UnavailableError ? error : new UnavailableError(fetchFailure(error));
    }
  }

  private post(id: string, body: string, signal: AbortSignal, trace?: TraceContext): Promise<Response> {
    return fetch(this.address.url, {
      method: 'POST',
      headers: {
        ...this.address.headers,
        ...{ 'content-type': 'application/json', accept: 'application/json', 'idempotency-key': id },
        ...webhookHeaders(this.key, id, body),
        ...trace,
      },
      body,
      redirect: 'manual', // the call may contain secrets, and must not be sent to another address
      signal,
    });
  }

  close(): void {
    // fetch manages its connections for the whole process.
  }
}

function resultOf({ status, ok, headers }: Response, text: string | undefined): ExecutorResult {
  const json = text === undefined ? undefined : parse(text);
  if (!ok) {
    const reason = `status ${status}${isObject(json) && typeof json.error === 'string' ? `: ${json.error}` : ''}`;
    if (status < 500 && !RETRIED_STATUSES.includes(status)) {
      return failure(sentence(`The executor answered with ${reason}`));
    }
    throw new UnavailableError(reason, retryAfterMs(headers.get('retry-after')));
  }
  if (text === undefined) return failure(`The executor's answer is larger than ${MAX_ANSWER_BYTES} bytes.`);
  return json === undefined ? failure(`The executor's answer is not JSON.`) : readAnswer(json);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `Retry-After` in ms: seconds, or a date (RFC 9110 section 10.2.3). 0 without it. */
function retryAfterMs(value: string | null): number {
  const ms = value === null ? 0 : /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? 0 : Math.max(0, ms);
}
