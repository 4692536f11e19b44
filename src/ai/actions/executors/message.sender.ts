import { isNativeError } from 'node:util/types';
import { type ClientProxy, ClientProxyFactory, RmqRecordBuilder, Transport } from '@nestjs/microservices';
import { firstValueFrom, fromEvent, takeUntil } from 'rxjs';
import { MAX_REQUEST_BYTES } from '../../../common/limits.js';
import { messageClientOptions } from '../../../common/message-client-options.js';
import { isObject } from '../../../content/codecs/json.codec.js';
import type { ExecutorCall, ExecutorResult } from '../functions/executor.js';
import { failure, readAnswer, sentence } from './answer.js';
import { type Attempt, type CallSender, UnavailableError } from './call-sender.js';

/** The pattern of the messages (WIRE.md section 6). */
const PATTERN = 'ai.actions.apply';
/** The queue of RabbitMQ from which the executor consumes. */
const EXECUTOR_QUEUE = 'voice-api-actions';

/** Sends calls by message. They are not signed: who may send them is for the broker to decide. */
export class MessageSender implements CallSender {
  private readonly client: ClientProxy;
  private readonly isRabbit: boolean;

  /** @param address The URL of a message transport. */
  constructor(address: string) {
    const url = new URL(address);
    const options = messageClientOptions(url, { Transport }, EXECUTOR_QUEUE);
    // An answer over TCP that is larger closes the connection.
    const limit = url.protocol === 'tcp:' && { maxBufferSize: MAX_REQUEST_BYTES };
    this.isRabbit = url.protocol.startsWith('amqp');
    this.client = ClientProxyFactory.create({
      ...options,
      options: { ...options.options, ...limit },
    } as typeof options);
  }

  async send(call: ExecutorCall, { signal, timeoutMs, trace }: Attempt): Promise<ExecutorResult> {
    const aborted = fromEvent(signal, 'abort');
    const message = { ...call, ...trace };
    try {
      const reply = this.client.send<unknown>(PATTERN, this.isRabbit ? expiring(message, timeoutMs) : message);
      return readAnswer(await firstValueFrom(reply.pipe(takeUntil(aborted)), { defaultValue: undefined }));
    } catch (error) {
      // Nest's clients throw an Error if there was no reply, and otherwise what the executor sent as its error.
      if (isNativeError(error)) throw new UnavailableError(reasonOf(error));
      return failure(refusalOf(error));
    }
  }

  close(): unknown {
    return this.client.close();
  }
}

/** Makes RabbitMQ drop a message that nobody took in time: its action may have been removed since. */
const expiring = (message: ExecutorCall, timeoutMs: number): object =>
  new RmqRecordBuilder(message).setOptions({ expiration: timeoutMs }).build();

/** The first line of an error's message: brokers' libraries append a stack or advice. */
function reasonOf({ message, ...error }: NodeJS.ErrnoException): string {
  return message.split('\n', 1)[0] || String(error.code);
}

function refusalOf(error: unknown): string {
  const text = isObject(error) ? error.message : error;
  return typeof text === 'string'
    ? sentence(`The executor answered with an error: ${text}`)
    : 'The executor answered with an error.';
}
