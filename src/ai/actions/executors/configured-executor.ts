import type { OnApplicationShutdown } from '@nestjs/common';
import type { TraceContext } from '../../../common/trace-context.js';
import type { Executor, ExecutorCall, ExecutorResult } from '../functions/executor.js';
import { failure } from './answer.js';
import type { CallSender } from './call-sender.js';
import type { FunctionCatalogue } from './function-catalogue.js';
import { sendWithRetries } from './send-with-retries.js';

/** The executor that the settings describe. */
export class ConfiguredExecutor implements Executor, OnApplicationShutdown {
  /**
   * @param catalogue The functions; without it, every name is one.
   * @param sender Without it, functions are known, and their calls wait until there is one.
   * @param timeoutMs The limit of a call with its retries.
   */
  constructor(
    private readonly catalogue: FunctionCatalogue | undefined,
    private readonly sender: CallSender | undefined,
    private readonly timeoutMs: number,
  ) {}

  has(functionName: string): boolean {
    return this.catalogue?.has(functionName) ?? true;
  }

  canExecute(functionName: string): boolean {
    return this.sender !== undefined && this.has(functionName);
  }

  check(functionName: string, args: Readonly<Record<string, unknown>>): void {
    this.catalogue?.check(functionName, args);
  }

  execute(call: ExecutorCall, signal: AbortSignal, trace?: TraceContext): Promise<ExecutorResult> {
    const { id, sessionId, functionName, arguments: args, description, stagedBy, dateStaged, appliedBy } = call;
    if (!this.sender) return Promise.resolve(failure('There is no executor.'));
    // In the order of the documentation, and nothing else.
    const sent = { id, sessionId, functionName, arguments: args, description, stagedBy, dateStaged, appliedBy };
    return sendWithRetries(this.sender, sent, { timeoutMs: this.timeoutMs, signal, trace });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sender?.close();
  }
}
