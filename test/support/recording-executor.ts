import { AIModule } from '../../src/ai/ai.module.js';
import {
  EXECUTOR,
  type Executor,
  type ExecutorCall,
  type ExecutorResult,
} from '../../src/ai/actions/functions/executor.js';

/** The only function of a {@link RecordingExecutor}. */
export const EXECUTOR_FUNCTION = 'SendReport';

/** An executor that records its calls. */
export class RecordingExecutor implements Executor {
  readonly calls: ExecutorCall[] = [];

  /** @param respond What it does with a call. */
  constructor(public respond: (call: ExecutorCall) => Promise<ExecutorResult> = () => Promise.resolve({ ok: true })) {}

  has(functionName: string): boolean {
    return functionName === EXECUTOR_FUNCTION;
  }

  canExecute(functionName: string): boolean {
    return this.has(functionName);
  }

  check(): void {
    // takes any arguments
  }

  execute(call: ExecutorCall): Promise<ExecutorResult> {
    this.calls.push(call);
    return this.respond(call);
  }
}

/** Starts services that use an executor. Other test files of the same worker have the same modules, so only these do. */
export async function withExecutor<T>(executor: Executor, start: () => PromiseLike<T>): Promise<T> {
  const providers = Reflect.getMetadata('providers', AIModule) as unknown[];
  const index = providers.findIndex((provider) => (provider as { provide?: unknown }).provide === EXECUTOR);
  if (index < 0) throw new Error('The module provides no executor.');
  const original = providers[index];
  providers[index] = { provide: EXECUTOR, useValue: executor };
  try {
    return await start();
  } finally {
    providers[index] = original;
  }
}
